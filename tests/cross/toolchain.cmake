# What i386.cmake and the others share: Debian's cross compiler for `triple`, and the sysroot that sysroot.sh made.
# The programs know the sysroot, and so run as they are where the processor, or an emulator for it, can run them.
set(CMAKE_SYSTEM_NAME Linux)
cmake_path(SET CMAKE_SYSROOT NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../../build/sysroot/${architecture})
set(CMAKE_C_COMPILER ${triple}-gcc)
set(libraries ${CMAKE_SYSROOT}/usr/lib/${multiarch})
string(CONCAT CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,--dynamic-linker=${CMAKE_SYSROOT}/lib/${loader} "
       "-Wl,--disable-new-dtags,-rpath,${CMAKE_SYSROOT}/lib/${multiarch}:${libraries}")

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} ${libraries}/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})
