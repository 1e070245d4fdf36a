# SPDX-License-Identifier: Apache-2.0
# The few words with which every house is built.

# mimamori_embed(<target> <variable-namespace> <files...>)
# Compiles files into <target> as `mimamori::embedded::<namespace>::Files()`, a list of {name, content}, so that a
# binary needs no data directory. The header is "embedded/<namespace>.hpp".
function(mimamori_embed target namespace)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  add_custom_command(
    OUTPUT ${out}/${namespace}.cpp ${out}/embedded/${namespace}.hpp
    COMMAND ${CMAKE_COMMAND} -DNAMESPACE=${namespace} -DOUT=${out} "-DFILES=${ARGN}" -P ${CMAKE_SOURCE_DIR}/infra/cmake/Embed.cmake
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/infra/cmake/Embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${out}/${namespace}.cpp ${out}/embedded/${namespace}.hpp)
  target_include_directories(${target} PUBLIC ${out})
endfunction()

# mimamori_room(<name> SOURCES ... LINKS ...): one room of a house, as a static library.
function(mimamori_room name)
  cmake_parse_arguments(ROOM "GRPC" "" "SOURCES;LINKS" ${ARGN})
  if(ROOM_SOURCES)
    add_library(${name} STATIC ${ROOM_SOURCES})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ROOM_LINKS})
    if(ROOM_GRPC)
      target_precompile_headers(${name} REUSE_FROM mimamori_grpc_pch)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${ROOM_LINKS})
  endif()
endfunction()

# mimamori_process(<name> SOURCES ... LINKS ...): a binary.
function(mimamori_process name)
  cmake_parse_arguments(PROCESS "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${PROCESS_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${PROCESS_LINKS})
  target_precompile_headers(${name} REUSE_FROM mimamori_grpc_pch)
endfunction()

# mimamori_busy_process(<name> SOURCES ... LINKS ...): a binary on the way of every check-in; in a release with another
# malloc (decision 0044).
function(mimamori_busy_process name)
  mimamori_process(${name} ${ARGN})
  if(TARGET mimalloc)
    target_link_libraries(${name} PRIVATE mimalloc)
  endif()
endfunction()

# mimamori_test(<label> <name> SOURCES ... LINKS ... [GRPC]): one test binary per service and room; the label is the room.
function(mimamori_test label name)
  if(NOT MIMAMORI_TESTS)
    return()
  endif()
  cmake_parse_arguments(TEST "GRPC" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${TEST_LINKS} GTest::gtest GTest::gmock GTest::gtest_main)
  if(TEST_GRPC)
    target_precompile_headers(${name} REUSE_FROM mimamori_grpc_pch)
  else()
    target_precompile_headers(${name} REUSE_FROM mimamori_test_pch)
  endif()
  gtest_discover_tests(${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} PROPERTIES LABELS ${label} TIMEOUT 300
    DISCOVERY_MODE PRE_TEST)
endfunction()
