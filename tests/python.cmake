# ACA_PYTHON: an interpreter that has what the tests import; /usr/bin/python3 first, where packages of the system are.
if(NOT ACA_PYTHON)
  foreach(candidate /usr/bin/python3 python3 python)
    find_program(ACA_PYTHON_CANDIDATE ${candidate} NO_CACHE)
    if(ACA_PYTHON_CANDIDATE)
      execute_process(COMMAND ${ACA_PYTHON_CANDIDATE} -c "import pytest, jinja2, aiohttp, yaml"
                      RESULT_VARIABLE fault OUTPUT_QUIET ERROR_QUIET)
      if(fault EQUAL 0)
        set(ACA_PYTHON ${ACA_PYTHON_CANDIDATE} CACHE FILEPATH "Python with pytest, jinja2, aiohttp and yaml, for the tests")
        break()
      endif()
    endif()
    unset(ACA_PYTHON_CANDIDATE)
  endforeach()
  if(NOT ACA_PYTHON)
    message(FATAL_ERROR "The tests need a Python that can import pytest, jinja2, aiohttp and yaml "
                        "(Debian: python3-pytest python3-jinja2 python3-aiohttp python3-yaml). "
                        "Install them, name the interpreter with -DACA_PYTHON=..., or build with -DACA_TESTS=OFF.")
  endif()
endif()

# aca_pytest(NAME FILES...): one ctest entry that runs pytest; it is skipped when all of its tests are.
function(aca_pytest name)
  add_test(NAME ${name} COMMAND ${ACA_PYTHON} -m pytest -q -rs -p no:cacheprovider ${ARGN}
           WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS python SKIP_REGULAR_EXPRESSION "\n[0-9]+ skipped(, [0-9]+ deselected)? in "
                       ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1;ACA_BUILD=${PROJECT_BINARY_DIR};ACA_SPEC=${ACA_SPEC};ACA_GENERATED=${ACA_GENERATED}")
endfunction()
