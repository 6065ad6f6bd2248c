# Language, warnings, caches: the same for every room.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2")  # asserts stay on: a wrong amount must stop, not travel
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

set(ABONENT_SANITIZE "" CACHE STRING "comma-separated sanitizers")
if(ABONENT_SANITIZE)
  add_compile_options(-fsanitize=${ABONENT_SANITIZE} -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${ABONENT_SANITIZE})
endif()

option(ABONENT_WERROR "Treat warnings as errors (CI and developers)" OFF)
add_library(abonent_settings INTERFACE)
target_compile_options(abonent_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast
                                                  $<$<BOOL:${ABONENT_WERROR}>:-Werror>)
target_include_directories(abonent_settings INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/gen)
