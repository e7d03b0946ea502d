# SPDX-License-Identifier: GPL-3.0-or-later
# What each package has below share/doc and share/man.
find_program(GZIP gzip)
set(OUTLET_DOCUMENTS ${CMAKE_CURRENT_BINARY_DIR}/documents)
file(MAKE_DIRECTORY ${OUTLET_DOCUMENTS})

# Compresses a file, with no time and name in it; `result` is where the other one lies.
function(outlet_compress file result)
    get_filename_component(name ${file} NAME)
    set(compressed ${OUTLET_DOCUMENTS}/${name}.gz)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    if(GZIP)
        execute_process(COMMAND ${GZIP} -9nc ${file} OUTPUT_FILE ${compressed}
                        COMMAND_ERROR_IS_FATAL ANY)
    endif()
    set(${result} ${compressed} PARENT_SCOPE)
endfunction()

function(outlet_man_page component file)
    outlet_compress(${CMAKE_CURRENT_SOURCE_DIR}/${file} page)
    install(FILES ${page} DESTINATION share/man/man1 COMPONENT ${component})
endfunction()

# The same for a page that has the commands of the program `component` as it tells them itself.
function(outlet_man_page_of_program component template)
    set(page ${OUTLET_DOCUMENTS}/${component}.1)
    set(script ${CMAKE_CURRENT_SOURCE_DIR}/man/make-page)
    add_custom_command(
        OUTPUT ${page} ${page}.gz
        COMMAND ${script} $<TARGET_FILE:${component}> ${CMAKE_CURRENT_SOURCE_DIR}/${template} ${page}
        DEPENDS ${component} ${script} ${template}
        COMMENT "Writing the manual page of ${component}" VERBATIM)
    add_custom_target(${component}_manual ALL DEPENDS ${page})
    install(FILES ${page}.gz DESTINATION share/man/man1 COMPONENT ${component})
endfunction()

# The licence, Debian's changelog, and what lintian is not to say.
function(outlet_documents component)
    set(destination share/doc/${component})
    outlet_compress(${CMAKE_CURRENT_SOURCE_DIR}/debian/changelog changelog)
    install(FILES debian/copyright DESTINATION ${destination} COMPONENT ${component})
    install(FILES ${changelog} DESTINATION ${destination} RENAME changelog.Debian.gz
            COMPONENT ${component})
    set(overrides ${OUTLET_DOCUMENTS}/${component}.overrides)
    file(WRITE ${overrides} "# No package of Debian's archive: there is no bug that asks for it.\n"
                            "${component}: initial-upload-closes-no-bugs\n")
    install(FILES ${overrides} DESTINATION share/lintian/overrides RENAME ${component}
            COMPONENT ${component})
endfunction()

file(STRINGS debian/changelog newest LIMIT_COUNT 1)
if(NOT newest MATCHES "^outlet \\(${PROJECT_VERSION}-")
    message(FATAL_ERROR "packaging/debian/changelog begins with \"${newest}\"; wanted an entry for "
                        "${PROJECT_VERSION}. Write one.")
endif()
