# SPDX-License-Identifier: MIT
include_guard(GLOBAL)

# outlet_add_connector(<id> [TARGET <name>] [SOURCES <file>...] [LIBRARIES <target>...])
#
# Builds the connector in the current folder:
#
#   connector.json   the manifest. Checked by every build; a fault stops it with every problem named
#   <id>.cpp         the hooks. May be absent: the connector is then data alone
#   migrations/      NNNN_name.up.sql and NNNN_name.down.sql
#   icon.svg         its picture
#
# The result is the folder <id>/ = { <id>.so, migrations/, icon.svg }, in the build tree below
# OUTLET_CONNECTOR_OUTPUT_DIR and, after `cmake --install build --prefix <plugin path>`, below
# OUTLET_CONNECTOR_INSTALL_DIR of the prefix (component outlet-connector-<id>).
#
# TARGET     name of the CMake target; default outlet_connector_<id>
# SOURCES    further source files
# LIBRARIES  what the module links besides Outlet::Sdk
function(outlet_add_connector id)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TARGET" "SOURCES;LIBRARIES")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "outlet_add_connector(${id}): unknown arguments: "
                            "${arg_UNPARSED_ARGUMENTS}. Known are TARGET, SOURCES and LIBRARIES.")
    endif()
    if(NOT id MATCHES "^[a-z][a-z0-9_]+$")
        message(FATAL_ERROR "outlet_add_connector(${id}): this is no id. Wanted a lower-case "
                            "letter, then lower-case letters, digits or underscores.")
    endif()
    set(target outlet_connector_${id})
    if(arg_TARGET)
        set(target ${arg_TARGET})
    endif()
    if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/connector.json)
        message(FATAL_ERROR "outlet_add_connector(${id}): ${CMAKE_CURRENT_SOURCE_DIR} has no "
                            "connector.json. Write one, or call the function in its folder.")
    endif()

    # The embedded copy has another name than the file beside the source: moc would take that one.
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/${target}_generated)
    set(manifest ${generated}/outlet_manifest.json)
    file(MAKE_DIRECTORY ${generated})
    add_custom_command(
        OUTPUT ${manifest}
        COMMAND Outlet::manifest embed ${CMAKE_CURRENT_SOURCE_DIR}/connector.json
                -o ${manifest} --id ${id}
        DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/connector.json Outlet::manifest
        COMMENT "Checking the manifest of ${id}"
        VERBATIM)

    # A glob, not if(EXISTS): so that the next build notices a source that is new or gone.
    file(GLOB source CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${id}.cpp)
    if(source)
        file(REMOVE ${generated}/${id}_stub.cpp) # to be newer than its moc file if it comes back
    else()
        set(source ${generated}/${id}_stub.cpp) # its own name, so that each keeps its own moc file
        file(CONFIGURE OUTPUT ${source} CONTENT
"// Made by outlet_add_connector(): a connector without hooks.
#include <outlet/connector.h>
class Connector final : public QObject
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE \"outlet_manifest.json\")
};
#include \"${id}_stub.moc\"
")
    endif()

    _outlet_add_module(${target} ${id} ${manifest} ${source} ${arg_SOURCES})
    target_include_directories(${target} PRIVATE ${generated})
    target_link_libraries(${target} PRIVATE ${arg_LIBRARIES})
    _outlet_place_connector(${target} ${id})
endfunction()

# The module itself, with the flags that make a plugin safe to load into a server that runs.
function(_outlet_add_module target id manifest source)
    set(moc_inputs ${manifest} ${source} ${ARGN})
    list(TRANSFORM moc_inputs PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ REGEX "^[^/]")
    add_library(${target} MODULE ${source} ${manifest} ${ARGN})
    target_link_libraries(${target} PRIVATE Outlet::Sdk)
    set_target_properties(${target} PROPERTIES
        AUTOMOC ON
        PREFIX ""
        OUTPUT_NAME ${id}
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        # Both are needed: without them an edit of the JSON alone leaves the old one embedded. The
        # sources stand here because moc would not look at one that joins the target later.
        AUTOGEN_TARGET_DEPENDS "${moc_inputs}")
    set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${manifest})
    target_compile_definitions(${target} PRIVATE QT_PLUGIN)
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
    # A missing symbol shall be found when the module is linked or loaded, not at its first call.
    # The map hides what visibility cannot: templates of the standard library.
    set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/OutletConnector.map)
    target_link_options(${target} PRIVATE -Wl,-z,now -Wl,--no-undefined -Wl,--exclude-libs,ALL
                                          -Wl,--version-script=${map})
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${map})
endfunction()

# Puts <id>/ together in the build tree and says how to install it.
function(_outlet_place_connector target id)
    if(NOT OUTLET_CONNECTOR_OUTPUT_DIR)
        set(OUTLET_CONNECTOR_OUTPUT_DIR ${CMAKE_BINARY_DIR}/connectors)
    endif()
    if(NOT OUTLET_CONNECTOR_INSTALL_DIR)
        set(OUTLET_CONNECTOR_INSTALL_DIR .)
    endif()
    set(folder ${OUTLET_CONNECTOR_OUTPUT_DIR}/${id})
    set(destination ${OUTLET_CONNECTOR_INSTALL_DIR}/${id})
    set(component outlet-connector-${id})
    string(REPLACE "_" "-" component ${component})
    set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${folder})
    install(TARGETS ${target} LIBRARY DESTINATION ${destination} COMPONENT ${component})

    file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
    file(GLOB icon CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/icon.svg)
    set(stamp ${CMAKE_CURRENT_BINARY_DIR}/${target}_generated/files.stamp)
    set(copy COMMAND ${CMAKE_COMMAND} -E rm -rf ${folder}/migrations ${folder}/icon.svg)
    if(migrations)
        list(APPEND copy COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}/migrations
                         COMMAND ${CMAKE_COMMAND} -E copy ${migrations} ${folder}/migrations)
        install(FILES ${migrations} DESTINATION ${destination}/migrations COMPONENT ${component})
    endif()
    if(icon)
        list(APPEND copy COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
                         COMMAND ${CMAKE_COMMAND} -E copy ${icon} ${folder})
        install(FILES ${icon} DESTINATION ${destination} COMPONENT ${component})
    endif()
    add_custom_command(OUTPUT ${stamp} ${copy} COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
                       DEPENDS ${migrations} ${icon}
                       COMMENT "Collecting the files of ${id}" VERBATIM)
    add_custom_target(${target}_files ALL DEPENDS ${stamp})
    add_dependencies(${target} ${target}_files)
endfunction()
