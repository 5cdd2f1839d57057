/** What a browser sees: the pages, which run models in the browser itself; and what a program sees at the root. */
package io.coracle.server.site;
