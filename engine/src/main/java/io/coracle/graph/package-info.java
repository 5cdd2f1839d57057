/**
 * A model as the file describes it: nodes, named values and constants, with no idea of what an operator means.
 * Formats build graphs, passes rewrite them, plans execute them.
 */
package io.coracle.graph;
