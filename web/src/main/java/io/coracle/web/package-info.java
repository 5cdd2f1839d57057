/**
 * The engine as a browser sees it: compiled to JavaScript, {@link io.coracle.web.Exports} is what a Web Worker calls. The model's
 * bytes and all heavy arithmetic stay in the Wasm memory that the worker owns.
 */
package io.coracle.web;
