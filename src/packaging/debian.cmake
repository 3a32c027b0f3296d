# Run by CPack once the components are laid out: gives each package its documents as Debian wants them.
if(NOT CPACK_GENERATOR STREQUAL DEB)
  return()
endif()
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC) # or what SOURCE_DATE_EPOCH says
set(version ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} name)
  set(package ${CPACK_DEBIAN_${name}_PACKAGE_NAME})
  set(share ${CPACK_TEMPORARY_DIRECTORY}/${component}${CPACK_PACKAGING_INSTALL_PREFIX}/share)
  set(documents ${share}/doc)
  if(IS_DIRECTORY ${documents}/libaca)
    file(RENAME ${documents}/libaca ${documents}/${package})
    file(REMOVE ${documents}/${package}/LICENSE)
  endif()
  file(GLOB pages ${share}/man/man1/*.1)
  foreach(page IN LISTS pages)
    execute_process(COMMAND gzip -9nf ${page} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
  configure_file(${CPACK_RESOURCE_FILE_LICENSE} ${documents}/${package}/copyright COPYONLY)
  file(WRITE ${documents}/${package}/changelog.Debian
"libaca (${version}) unstable; urgency=medium

  * Release ${CPACK_PACKAGE_VERSION}.

 -- ${CPACK_PACKAGE_CONTACT}  ${now}
")
  execute_process(COMMAND gzip -9nf ${documents}/${package}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
endforeach()
