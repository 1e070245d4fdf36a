# SPDX-License-Identifier: Apache-2.0
# Every library comes from Debian's packages (infra/packages.txt).
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(prometheus-cpp REQUIRED)
set(Boost_NO_BOOST_CMAKE OFF)
find_package(Boost 1.81 REQUIRED)
pkg_check_modules(GRPCPP REQUIRED IMPORTED_TARGET grpc++)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(CAIRO REQUIRED IMPORTED_TARGET cairo)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET pangocairo)
pkg_check_modules(OATH REQUIRED IMPORTED_TARGET liboath)
if(NOT MIMAMORI_TESTS)
  find_package(mimalloc 2.0 REQUIRED)  # sanitizers bring an allocator of their own
endif()
if(MIMAMORI_TESTS)
  find_package(GTest REQUIRED)
endif()

find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)
# google/api/annotations.proto comes from a package at build time; it is not copied into the tree.
find_path(GOOGLEAPIS_DIR google/api/annotations.proto
  HINTS ENV GOOGLEAPIS_DIR
  PATHS /usr/share/gocode/src/github.com/gogo/googleapis
  REQUIRED)
