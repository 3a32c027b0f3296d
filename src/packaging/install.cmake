# What `cmake --install` puts where, in three components: aca_runtime, aca_development and aca_command.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/aca)

foreach(kind IN LISTS kinds)
  install(TARGETS aca_${kind} EXPORT aca-${kind}
          LIBRARY COMPONENT aca_runtime NAMELINK_COMPONENT aca_development
          ARCHIVE COMPONENT aca_development
          INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT aca-${kind} NAMESPACE aca:: DESTINATION ${config_folder} COMPONENT aca_development)
endforeach()
foreach(folder IN LISTS includes)
  install(DIRECTORY ${folder}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT aca_development
          FILES_MATCHING PATTERN "*.h")
endforeach()

configure_file(${CMAKE_CURRENT_LIST_DIR}/aca-config.cmake.in packaging/aca-config.cmake @ONLY)
write_basic_package_version_file(packaging/aca-config-version.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/packaging/aca-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/packaging/aca-config-version.cmake
        DESTINATION ${config_folder} COMPONENT aca_development)

# aca.pc is for aca::aca, aca-static.pc for the static library beside a shared one. Both find their prefix from where
# they are, so that the tree can be moved. Absolute folders stay what they are.
set(pc_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(IS_ABSOLUTE ${pc_folder})
  set(pc_prefix ${CMAKE_INSTALL_PREFIX})
else()
  file(RELATIVE_PATH pc_prefix /${pc_folder} /prefix)
  string(REGEX REPLACE "(.*)/prefix" "\${pcfiledir}/\\1" pc_prefix ${pc_prefix})
endif()
set(pc_libdir "\${prefix}")
set(pc_includedir "\${prefix}")
cmake_path(APPEND pc_libdir ${CMAKE_INSTALL_LIBDIR})
cmake_path(APPEND pc_includedir ${CMAKE_INSTALL_INCLUDEDIR})
set(pc_requires "libcurl >= ${curl_version}, libcjson >= ${cjson_version}")
if(ACA_OPENSSL)
  string(APPEND pc_requires ", libcrypto >= ${openssl_version}")
endif()
foreach(kind shared static)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/aca-${kind}.pc.in packaging/aca-${kind}.pc @ONLY)
endforeach()
list(GET kinds 0 kind)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/packaging/aca-${kind}.pc
        DESTINATION ${pc_folder} RENAME aca.pc COMPONENT aca_development)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/packaging/aca-static.pc
        DESTINATION ${pc_folder} COMPONENT aca_development)
if(PROJECT_IS_TOP_LEVEL) # else the folder is the other project's
  install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT aca_development)
endif()

if(ACA_COMMAND)
  file(RELATIVE_PATH from_command ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
  if(NOT CMAKE_INSTALL_FULL_LIBDIR IN_LIST CMAKE_C_IMPLICIT_LINK_DIRECTORIES)
    set_target_properties(aca_command PROPERTIES INSTALL_RPATH "$ORIGIN/${from_command}")
  endif()
  install(TARGETS aca_command RUNTIME COMPONENT aca_command)
  install(FILES src/cli/aca.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT aca_command)
endif()
