/**
 * Puts the pages together at build time, on the JVM: their files, the npm package beside them, and the models they use. No part of
 * what runs in the browser.
 */
package io.coracle.web.site;
