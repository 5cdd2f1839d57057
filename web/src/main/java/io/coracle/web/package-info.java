/**
 * The engine as a browser sees it: compiled to WebAssembly, {@link io.coracle.web.Exports} is what a Web Worker calls, through
 * {@code engine.js}. Java objects are the browser's; the model's bytes and all heavy arithmetic stay in a memory that the worker owns.
 */
package io.coracle.web;
