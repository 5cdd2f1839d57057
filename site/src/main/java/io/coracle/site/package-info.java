/**
 * The pages that run in a browser, as a server gives them out ({@link io.coracle.site.Site}) and as a folder that any web server can
 * host, which the build writes to {@code target/site}.
 */
package io.coracle.site;
