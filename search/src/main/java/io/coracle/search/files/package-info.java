/**
 * From folders to an index: walks files the way a developer would expect (no hidden folders, nothing that .gitignore leaves out,
 * no binaries), finds out what changed since the last time, and hands exactly that to the index.
 */
package io.coracle.search.files;
