# One function per kind of target. Sources are named, never globbed; targets link what they use.

find_package(Threads REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(Protobuf REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(GTest CONFIG REQUIRED)
find_package(benchmark CONFIG REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
pkg_check_modules(pqxx REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(nghttp2 REQUIRED IMPORTED_TARGET libnghttp2)
pkg_check_modules(libmagic REQUIRED IMPORTED_TARGET libmagic)
pkg_check_modules(podofo REQUIRED IMPORTED_TARGET libpodofo)
pkg_check_modules(qrencode REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
# Not named re2: gRPC's own search would take re2_FOUND for its answer.
pkg_check_modules(libre2 REQUIRED IMPORTED_TARGET re2)

add_library(ocop_flags INTERFACE)
# The compiler collects its garbage seldom: a tenth of its time for memory that machines have.
add_compile_options(--param=ggc-min-heapsize=524288 --param=ggc-min-expand=200)
target_compile_options(ocop_flags INTERFACE -pthread -fpch-preprocess -Wall -Wextra -Wno-missing-field-initializers)
if(OCOP_WARNINGS_AS_ERRORS)
  target_compile_options(ocop_flags INTERFACE -Werror)
endif()
if(OCOP_SANITIZE)
  target_compile_options(ocop_flags INTERFACE -fsanitize=${OCOP_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(ocop_flags INTERFACE -fsanitize=${OCOP_SANITIZE})
endif()
target_include_directories(ocop_flags INTERFACE ${CMAKE_SOURCE_DIR})

# What servers allocate with. Calls are begun on one thread and ended on another, for which glibc's malloc takes locks:
# it costs the indicators a quarter of their rate. Sanitizers bring a malloc of their own.
add_library(ocop_malloc INTERFACE)
if(NOT OCOP_SANITIZE)
  find_library(OCOP_TCMALLOC tcmalloc_minimal REQUIRED)
  target_link_libraries(ocop_malloc INTERFACE ${OCOP_TCMALLOC})
endif()

# The headers that nearly every file includes, compiled once; halves the build.
file(WRITE ${CMAKE_BINARY_DIR}/pch.cc "")
add_library(ocop_pch OBJECT ${CMAKE_BINARY_DIR}/pch.cc)
target_link_libraries(ocop_pch PRIVATE ocop_flags absl::statusor protobuf::libprotobuf)
target_precompile_headers(ocop_pch PRIVATE
  <algorithm> <chrono> <functional> <map> <memory> <optional> <set> <string> <string_view> <unordered_map> <utility>
  <variant> <vector> <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/strings/str_split.h>
  <absl/synchronization/mutex.h> <absl/time/time.h> <google/protobuf/message.h>)

# The same for tests, with the heavy headers of GoogleTest, and without optimisation: what is tested is optimised, the
# tests need not be.
add_library(ocop_test_pch OBJECT ${CMAKE_BINARY_DIR}/pch.cc)
target_link_libraries(ocop_test_pch PRIVATE ocop_flags absl::statusor protobuf::libprotobuf GTest::gmock)
target_compile_options(ocop_test_pch PRIVATE -O0)
target_precompile_headers(ocop_test_pch PRIVATE
  <algorithm> <functional> <map> <memory> <string> <vector> <absl/status/statusor.h> <absl/strings/str_cat.h>
  <absl/synchronization/mutex.h> <absl/time/time.h> <gmock/gmock.h> <gtest/gtest.h> <google/protobuf/message.h>)

# The same for generated code, which is a third of a build from nothing. It can't be compiled together: its files have
# names in common.
add_library(ocop_proto_pch OBJECT ${CMAKE_BINARY_DIR}/pch.cc)
target_link_libraries(ocop_proto_pch PRIVATE protobuf::libprotobuf)
target_compile_options(ocop_proto_pch PRIVATE -pthread -O1)
target_precompile_headers(ocop_proto_pch PRIVATE
  <algorithm> <limits> <string> <google/protobuf/arena.h> <google/protobuf/extension_set.h>
  <google/protobuf/generated_enum_reflection.h> <google/protobuf/generated_message_reflection.h>
  <google/protobuf/message.h> <google/protobuf/reflection_ops.h> <google/protobuf/repeated_field.h>
  <google/protobuf/wire_format.h>)

# Common to our own targets: their files include the same headers, which are read once for up to sixteen of them.
function(ocop_compile_together target)
  if(OCOP_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 16)
    # Types in an unnamed namespace are local all the same: nothing includes these files but the one that is made of them.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

# ocop_library(NAME SOURCES a.cc … LINK target …)
function(ocop_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE ocop_flags)
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_precompile_headers(${name} REUSE_FROM ocop_pch)
  ocop_compile_together(${name})
endfunction()

# The same for what tests share.
function(ocop_test_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC ${arg_LINK} GTest::gmock PRIVATE ocop_flags)
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE -O0)
  target_precompile_headers(${name} REUSE_FROM ocop_test_pch)
  ocop_compile_together(${name})
endfunction()

# ocop_binary(NAME SOURCES a.cc … LINK target …); the binary is put into bin/.
function(ocop_binary name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} ocop_flags)
  target_precompile_headers(${name} REUSE_FROM ocop_pch)
  ocop_compile_together(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# ocop_test(NAME SOURCES a_test.cc … LINK target … [POSTGRES] [ENVIRONMENT A=b …])
# POSTGRES: the test needs the server whose address tests/run puts into OCOP_TEST_DATABASE_URL.
function(ocop_test name)
  cmake_parse_arguments(arg "POSTGRES" "" "SOURCES;LINK;ENVIRONMENT" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} GTest::gmock GTest::gtest_main ocop_flags)
  target_compile_options(${name} PRIVATE -O0)
  target_precompile_headers(${name} REUSE_FROM ocop_test_pch)
  ocop_compile_together(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600 ENVIRONMENT "${arg_ENVIRONMENT}")
  if(arg_POSTGRES)
    # One at a time: readers of a journal wait for every transaction that is open on the server, also those of others.
    set_tests_properties(${name} PROPERTIES LABELS postgres RESOURCE_LOCK postgres)
  endif()
endfunction()

# ocop_proto(PACKAGE [BUSY] [UNLISTED] LINK other_proto …): the messages of proto/ocop/PACKAGE/v1/*.proto, one library
# ocop_PACKAGE_proto. Servers bind methods by descriptor (common/rpc), so no stub classes are generated.
# UNLISTED: of every server's own, and none of the methods that ocop_descriptor_set tells of.
# BUSY: read and written so often that optimising more is worth the time it takes to compile.
function(ocop_proto package)
  cmake_parse_arguments(arg "BUSY;UNLISTED" "DIR" "FILES;LINK" ${ARGN})
  set(out ${CMAKE_BINARY_DIR}/proto)
  set(sources)
  foreach(file ${arg_FILES})
    add_custom_command(
      OUTPUT ${out}/${arg_DIR}/${file}.pb.cc ${out}/${arg_DIR}/${file}.pb.h
      COMMAND protobuf::protoc --proto_path=${CMAKE_SOURCE_DIR}/proto --proto_path=${CMAKE_SOURCE_DIR}/proto/vendor
              --cpp_out=${out} ${arg_DIR}/${file}.proto
      DEPENDS ${OCOP_PROTO_ROOT}/${arg_DIR}/${file}.proto)
    list(APPEND sources ${out}/${arg_DIR}/${file}.pb.cc)
    if(NOT arg_UNLISTED)
      set_property(GLOBAL APPEND PROPERTY OCOP_PROTOS ${arg_DIR}/${file}.proto)
      set_property(GLOBAL APPEND PROPERTY OCOP_PROTO_FILES ${OCOP_PROTO_ROOT}/${arg_DIR}/${file}.proto)
    endif()
  endforeach()
  file(MAKE_DIRECTORY ${out})
  add_library(ocop_${package}_proto STATIC ${sources})
  target_include_directories(ocop_${package}_proto SYSTEM PUBLIC ${out})
  target_link_libraries(ocop_${package}_proto PUBLIC protobuf::libprotobuf ${arg_LINK})
  if(NOT arg_BUSY)
    target_compile_options(ocop_${package}_proto PRIVATE -pthread -O1)
    target_precompile_headers(ocop_${package}_proto REUSE_FROM ocop_proto_pch)
  endif()
  foreach(dependency ${arg_LINK})
    add_dependencies(ocop_${package}_proto ${dependency})
  endforeach()
endfunction()

# ocop_descriptor_set(FILE): makes FILE of every contract known so far, comments included, for ocop_embed in the same folder.
function(ocop_descriptor_set file)
  get_property(protos GLOBAL PROPERTY OCOP_PROTOS)
  get_property(files GLOBAL PROPERTY OCOP_PROTO_FILES)
  add_custom_command(
    OUTPUT ${file}
    COMMAND protobuf::protoc --proto_path=${CMAKE_SOURCE_DIR}/proto --proto_path=${CMAKE_SOURCE_DIR}/proto/vendor
            --include_imports --include_source_info --descriptor_set_out=${file} ${protos}
    DEPENDS ${files})
endfunction()

# ocop_link_whole(TARGET library…): keeps what nothing refers to, such as the descriptors that generated code registers when
# a process starts. Plain options rather than CMake's WHOLE_ARCHIVE, which would take a library in again wherever another
# one links it.
function(ocop_link_whole target)
  foreach(library ${ARGN})
    list(APPEND files $<TARGET_FILE:${library}>)
  endforeach()
  target_link_options(${target} PRIVATE LINKER:--whole-archive ${files} LINKER:--no-whole-archive)
  add_dependencies(${target} ${ARGN})
endfunction()

# ocop_embed(NAME NAMESPACE a::b VARIABLE kFiles HEADER path/to/header.h FILES f…): a library NAME whose header declares
#   extern const std::vector<std::pair<std::string_view, std::string_view>> kFiles;   // file name, content
# so that a binary carries its data files and runs from anywhere. A file that is made has a whole path.
function(ocop_embed name)
  cmake_parse_arguments(arg "" "NAMESPACE;VARIABLE;HEADER" "FILES" ${ARGN})
  set(out ${CMAKE_BINARY_DIR}/embedded)
  set(entries "")
  set(symbols "")
  set(number 0)
  foreach(file ${arg_FILES})
    # The assembler copies the file as it is; a literal of megabytes would take the compiler minutes.
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    set(symbol ocop_embedded_${name}_${number})
    math(EXPR number "${number} + 1")
    string(APPEND symbols "asm(\".section .rodata\\n${symbol}: .incbin \\\"${file}\\\"\\n"
                          "${symbol}_end: .byte 0\\n.previous\");\n"
                          "extern \"C\" const char ${symbol}[], ${symbol}_end[];\n")
    get_filename_component(base ${file} NAME)
    string(APPEND entries
           "    {\"${base}\", std::string_view(${symbol}, static_cast<size_t>(${symbol}_end - ${symbol}))},\n")
    list(APPEND embedded ${file})
  endforeach()
  set(declared "std::vector<std::pair<std::string_view, std::string_view>> ${arg_VARIABLE}")
  file(CONFIGURE OUTPUT ${out}/${arg_HEADER} CONTENT
    "#pragma once\n#include <string_view>\n#include <utility>\n#include <vector>\nnamespace ${arg_NAMESPACE} {\nextern const ${declared};\n}\n" @ONLY)
  file(CONFIGURE OUTPUT ${out}/${name}.cc CONTENT
    "#include \"${arg_HEADER}\"\n${symbols}namespace ${arg_NAMESPACE} {\nconst ${declared} = {\n${entries}};\n}\n" @ONLY)
  set_source_files_properties(${out}/${name}.cc PROPERTIES OBJECT_DEPENDS "${embedded}")
  add_library(${name} STATIC ${out}/${name}.cc)
  target_include_directories(${name} PUBLIC ${out})
  target_link_libraries(${name} PRIVATE ocop_flags)
endfunction()
