# embed.cmake - writes the files of this folder as C arrays, and the hashes that the page's security policy names.
#
#   cmake -DSOURCE=... -DOUTPUT=.../assets_data.h -P embed.cmake

# The base64 of a hash, as hexadecimal digits, of 32 bytes.
function(base64 hex result)
  set(letters ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/)
  set(text)
  foreach(at RANGE 0 63 6)
    string(SUBSTRING "${hex}00" ${at} 6 three)
    foreach(shift IN ITEMS 18 12 6 0)
      math(EXPR letter "(0x${three} >> ${shift}) & 63")
      string(SUBSTRING ${letters} ${letter} 1 letter)
      string(APPEND text ${letter})
    endforeach()
  endforeach()
  string(SUBSTRING ${text} 0 43 text)
  set(${result} "${text}=" PARENT_SCOPE)
endfunction()

# An array of the bytes of files, one after the other.
function(embed name)
  set(bytes)
  foreach(file IN LISTS ARGN)
    file(READ ${SOURCE}/${file} hex HEX)
    string(APPEND bytes ${hex})
  endforeach()
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  set(content "${content}const char asset_${name}[] = {${bytes}0};\n" PARENT_SCOPE)
endfunction()

# What a content security policy calls the same bytes.
function(embed_hash name)
  set(files ${ARGN})
  list(TRANSFORM files PREPEND ${SOURCE}/)
  execute_process(COMMAND ${CMAKE_COMMAND} -E cat ${files} OUTPUT_FILE ${OUTPUT}.part COMMAND_ERROR_IS_FATAL ANY)
  file(SHA256 ${OUTPUT}.part hex)
  file(REMOVE ${OUTPUT}.part)
  base64(${hex} text)
  set(content "${content}const char asset_${name}_hash[] = \"sha256-${text}\";\n" PARENT_SCOPE)
endfunction()

set(style flame.css style.css)
set(script flame.js tools.js histogram.js timeline.js page.js)
set(content "/* Generated from bpf/report. */\n")
embed(page_html page.html)
embed(process_html process.html)
embed(flame_css flame.css)
embed(flame_js flame.js)
embed(style ${style})
embed(script ${script})
embed_hash(style ${style})
embed_hash(script ${script})
file(WRITE ${OUTPUT} "${content}")
