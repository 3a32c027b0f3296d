# The packages that CPack makes of the components: libaca with the SONAME's version, libaca-dev and aca.
# Configured with CMAKE_INSTALL_PREFIX=/usr, they are laid out as Debian has it: the preset `package` does that.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "libaca developers <libaca@example.org>" CACHE STRING "Maintainer of the packages")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian.cmake)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SOURCE libaca)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_CURRENT_BINARY_DIR})
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY >=)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)

set(CPACK_COMPONENTS_ALL aca_development)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package has one of its own
set(about "It calls every operation of the Microsoft.App resource provider: container
apps, jobs, managed environments and what belongs to them.")
set(CPACK_DEBIAN_ACA_DEVELOPMENT_PACKAGE_NAME libaca-dev)
set(CPACK_DEBIAN_ACA_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_ACA_DEVELOPMENT_PACKAGE_DEPENDS
    "libcurl4-openssl-dev | libcurl-dev, libcjson-dev (>= ${cjson_version})")
set(CPACK_DEBIAN_ACA_DEVELOPMENT_DESCRIPTION "C client for Azure Container Apps (development files)
${about}

This package has the headers, the static library, and what CMake and
pkg-config need to find them.")
if(ACA_OPENSSL)
  string(APPEND CPACK_DEBIAN_ACA_DEVELOPMENT_PACKAGE_DEPENDS ", libssl-dev (>= ${openssl_version})")
endif()

if(BUILD_SHARED_LIBS)
  list(APPEND CPACK_COMPONENTS_ALL aca_runtime)
  set(CPACK_COMPONENT_ACA_DEVELOPMENT_DEPENDS aca_runtime)
  set(CPACK_DEBIAN_ACA_RUNTIME_PACKAGE_NAME libaca${ACA_SOVERSION})
  set(CPACK_DEBIAN_ACA_RUNTIME_PACKAGE_SECTION libs)
  set(CPACK_DEBIAN_ACA_RUNTIME_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_ACA_RUNTIME_PACKAGE_RECOMMENDS ca-certificates)
  set(CPACK_DEBIAN_ACA_RUNTIME_DESCRIPTION "C client for Azure Container Apps
${about}")
  set(triggers ${CMAKE_CURRENT_BINARY_DIR}/packaging/triggers)
  file(WRITE ${triggers} "activate-noawait ldconfig\n")
  set(CPACK_DEBIAN_ACA_RUNTIME_PACKAGE_CONTROL_EXTRA ${triggers})
  if(ACA_PACKS_RELOCATIONS)
    set(CPACK_DEBIAN_ACA_RUNTIME_PACKAGE_DEPENDS "libc6 (>= 2.36)")
  endif()
endif()

if(ACA_COMMAND)
  list(APPEND CPACK_COMPONENTS_ALL aca_command)
  set(CPACK_DEBIAN_ACA_COMMAND_PACKAGE_NAME aca)
  set(CPACK_DEBIAN_ACA_COMMAND_PACKAGE_SECTION utils)
  set(CPACK_DEBIAN_ACA_COMMAND_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_ACA_COMMAND_DESCRIPTION "command line for Azure Container Apps
${about}")
  if(BUILD_SHARED_LIBS)
    set(CPACK_COMPONENT_ACA_COMMAND_DEPENDS aca_runtime)
  endif()
endif()
include(CPack)
