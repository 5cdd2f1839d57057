/**
 * Operators that take images at places between their pixels: resizing, sampling along a grid, regions. What can be known before a run
 * (which pixels, which weights) is computed once and given to the kernels as tables.
 */
package io.coracle.op.image;
