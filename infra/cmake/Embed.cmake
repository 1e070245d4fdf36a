# SPDX-License-Identifier: Apache-2.0
# cmake -DNAMESPACE=x -DOUT=dir -DFILES=a;b -P Embed.cmake
set(array "")
set(list "")
set(index 0)
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(APPEND array "const unsigned char kFile${index}[] = {${bytes}0};\n")
  string(LENGTH "${hex}" length)
  math(EXPR length "${length} / 2")
  string(APPEND list "    {\"${name}\", {reinterpret_cast<const char*>(kFile${index}), ${length}}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUT}/embedded/${NAMESPACE}.hpp "#pragma once
#include <vector>
#include \"services/platform/core/embedded_file.hpp\"
namespace mimamori::embedded::${NAMESPACE} {
const std::vector<platform::EmbeddedFile>& Files();
}
")
file(WRITE ${OUT}/${NAMESPACE}.cpp "#include \"embedded/${NAMESPACE}.hpp\"
namespace mimamori::embedded::${NAMESPACE} {
namespace {
${array}}  // namespace
const std::vector<platform::EmbeddedFile>& Files() {
  static const std::vector<platform::EmbeddedFile> files{
${list}  };
  return files;
}
}
")
