# cmake -DSOURCE=... -DTREE=... -P tree.cmake builds the library in TREE/packages and installs it into TREE/prefix. It
# is configured for /usr, as for packages, and installed elsewhere, so that paths that stay behind show.
foreach(arguments IN ITEMS "--preset;package;-B;${TREE}/packages" "--build;${TREE}/packages")
  execute_process(COMMAND ${CMAKE_COMMAND} ${arguments}
                  WORKING_DIRECTORY ${SOURCE} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(REMOVE_RECURSE ${TREE}/prefix)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${TREE}/packages --prefix ${TREE}/prefix
                OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
