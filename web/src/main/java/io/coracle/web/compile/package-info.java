/** How Java is changed on its way to WebAssembly. Runs in the compiler; nothing of it reaches a browser. */
package io.coracle.web.compile;
