# SPDX-License-Identifier: GPL-3.0-or-later
# A package for each connector, described by its manifest.

# The folder of a connector's sources: that of a built-in one, else that of an external one; empty
# for those that only tests have.
function(outlet_connector_sources component result)
    set(${result} "" PARENT_SCOPE)
    string(REGEX REPLACE "^outlet-connector-" "" id ${component})
    string(REPLACE "-" "_" id ${id})
    foreach(folder connectors/${id} connectors/external/${id})
        if(EXISTS ${CMAKE_SOURCE_DIR}/${folder}/connector.json)
            set(${result} ${CMAKE_SOURCE_DIR}/${folder} PARENT_SCOPE)
        endif()
    endforeach()
endfunction()

# External connectors are projects of their own. `./dev package` builds each below external/ of the
# build tree against the SDK, as its author would, and for the directory of the packages' plugins.
function(outlet_external_connectors components projects)
    file(GLOB manifests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/connectors/external/*/connector.json)
    foreach(manifest IN LISTS manifests)
        get_filename_component(folder ${manifest} DIRECTORY)
        get_filename_component(id ${folder} NAME)
        string(REPLACE "_" "-" component outlet-connector-${id})
        list(APPEND ${components} ${component})
        list(APPEND ${projects} "${CMAKE_BINARY_DIR}/external/${id};${id};ALL;/")
    endforeach()
    set(${components} ${${components}} PARENT_SCOPE)
    set(${projects} "${${projects}}" PARENT_SCOPE)
endfunction()

# Everything that CPack wants to know of the connectors' packages, in the caller's scope.
macro(outlet_package_connectors)
    outlet_external_connectors(CPACK_COMPONENTS_ALL CPACK_INSTALL_CMAKE_PROJECTS)
    foreach(component IN LISTS CPACK_COMPONENTS_ALL)
        string(TOUPPER ${component} key)
        if(component MATCHES "^outlet-connector-")
            outlet_connector_sources(${component} sources)
            if(NOT sources)
                list(REMOVE_ITEM CPACK_COMPONENTS_ALL ${component})
                continue()
            endif()
            file(READ ${sources}/connector.json manifest)
            string(JSON plugin GET "${manifest}" plugin)
            string(JSON about GET "${manifest}" description)
            set(CPACK_DEBIAN_${key}_PACKAGE_SECTION net)
            set(CPACK_DEBIAN_${key}_PACKAGE_DEPENDS "outlet (>= ${PROJECT_VERSION})")
            set(CPACK_COMPONENT_${key}_DESCRIPTION "${plugin} connector for Outlet
${about}

Outlet is an entry-point registry for data-output connectors. Its server, if
it runs, takes this one into force when the package is installed, and out of
it when the package is removed; what is in the database stays.")
        endif()
        set(CPACK_DEBIAN_${key}_PACKAGE_NAME ${component})
        outlet_documents(${component})
    endforeach()
endmacro()
