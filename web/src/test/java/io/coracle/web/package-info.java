/** The npm package in a real browser. {@link io.coracle.web.Tab} is a page that has it; {@link io.coracle.web.SmallModels} are what it runs. */
package io.coracle.web;
