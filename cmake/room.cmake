# abonent_room(NAME SOURCES ... [USES libs ...] [PRIVATE_USES libs ...])
#   makes the static library abonent_NAME. A room with a migrations/ folder also gets a generated
#   ROOM_schema.cpp that embeds its SQL (see cmake/embed_sql.py) and answers ROOM::schema().
function(abonent_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;USES;PRIVATE_USES" ${ARGN})
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/migrations)
    file(GLOB sql CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql ${CMAKE_CURRENT_SOURCE_DIR}/published_views.sql)
    set(generated ${CMAKE_BINARY_DIR}/gen/${name}_schema.cpp)
    add_custom_command(OUTPUT ${generated}
      COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/cmake/embed_sql.py ${name} ${CMAKE_CURRENT_SOURCE_DIR} ${generated}
      DEPENDS ${sql} ${CMAKE_SOURCE_DIR}/cmake/embed_sql.py
      COMMENT "Embedding the schema of ${name}")
    list(APPEND ROOM_SOURCES ${generated})
  endif()
  add_library(abonent_${name} STATIC ${ROOM_SOURCES})
  target_link_libraries(abonent_${name} PUBLIC abonent_settings ${ROOM_USES} PRIVATE ${ROOM_PRIVATE_USES})
endfunction()
