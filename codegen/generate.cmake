# Generated sources for api-versions other than that of generated/. It runs while CMake configures, which it does
# again when spec/, upstream or the generator change.
set(ACA_COMMITTED_VERSION 2023-05-01)

# ACA_PYTHON_JINJA2: an interpreter that can import jinja2; /usr/bin/python3 first, where packages of the system are.
function(aca_find_generator)
  if(ACA_PYTHON_JINJA2)
    return()
  endif()
  foreach(candidate /usr/bin/python3 python3 python)
    execute_process(COMMAND ${candidate} -c "import jinja2, sys; sys.exit(sys.version_info < (3, 10))"
                    RESULT_VARIABLE fault OUTPUT_QUIET ERROR_QUIET)
    if(fault EQUAL 0)
      set(ACA_PYTHON_JINJA2 ${candidate} CACHE STRING "Python 3.10 with jinja2, for the generator")
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "Generating needs a Python 3.10 that can import jinja2 (Debian: python3-jinja2). "
                      "Install it, or name the interpreter with -DACA_PYTHON_JINJA2=...")
endfunction()

function(aca_acagen)
  aca_find_generator()
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env PYTHONPATH=${PROJECT_SOURCE_DIR}/codegen PYTHONDONTWRITEBYTECODE=1
            ${ACA_PYTHON_JINJA2} -m acagen ${ARGN}
    RESULT_VARIABLE fault OUTPUT_QUIET ERROR_VARIABLE message)
  if(message)
    string(STRIP "${message}" message)
    message("${message}") # as it is: CMake would break its lines
  endif()
  if(NOT fault EQUAL 0)
    list(JOIN ARGN " " words)
    message(FATAL_ERROR "acagen ${words}: no success")
  endif()
endfunction()

# The definition of `version`, which may be a file itself: from spec/, or imported from ACA_UPSTREAM into the build tree.
function(aca_definition version result)
  set(file ${PROJECT_SOURCE_DIR}/spec/${version}.json)
  if(version MATCHES "[.]json$")
    get_filename_component(file ${version} ABSOLUTE BASE_DIR ${CMAKE_SOURCE_DIR})
  elseif(NOT EXISTS ${file})
    if(NOT ACA_UPSTREAM)
      message(FATAL_ERROR "spec/ has no ${version}; -DACA_UPSTREAM=<checkout of azure-rest-api-specs> imports it")
    endif()
    get_filename_component(upstream ${ACA_UPSTREAM} ABSOLUTE BASE_DIR ${CMAKE_SOURCE_DIR})
    set(file ${PROJECT_BINARY_DIR}/spec/${version}.json)
    aca_acagen(import ${upstream} ${version} --out ${PROJECT_BINARY_DIR}/spec)
    file(READ ${file} text)
    string(JSON count LENGTH "${text}" info x-origin files)
    math(EXPR last "${count} - 1")
    foreach(index RANGE ${last})
      string(JSON source GET "${text}" info x-origin files ${index})
      if(EXISTS ${upstream}/${source})
        set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${upstream}/${source})
      endif()
    endforeach()
  endif()
  set(${result} ${file} PARENT_SCOPE)
endfunction()

# The definition of `version` and the folder with the sources that it gives; both stand below PROJECT_BINARY_DIR where
# they are not part of the project.
function(aca_generated prefix version definition_result folder_result)
  if(prefix STREQUAL "aca" AND version STREQUAL ACA_COMMITTED_VERSION)
    set(definition ${PROJECT_SOURCE_DIR}/spec/${version}.json)
    set(folder ${PROJECT_SOURCE_DIR}/generated)
  else()
    aca_definition(${version} definition)
    set(folder ${PROJECT_BINARY_DIR}/generated/${prefix})
    file(GLOB generator ${PROJECT_SOURCE_DIR}/codegen/acagen/*.py ${PROJECT_SOURCE_DIR}/codegen/acagen/templates/*)
    set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${definition} ${generator}
      ${PROJECT_SOURCE_DIR}/spec/descriptions.json ${PROJECT_SOURCE_DIR}/spec/overrides.json)
    aca_acagen(generate --spec ${definition} --prefix ${prefix} --out ${folder})
  endif()
  set(${definition_result} ${definition} PARENT_SCOPE)
  set(${folder_result} ${folder} PARENT_SCOPE)
endfunction()
