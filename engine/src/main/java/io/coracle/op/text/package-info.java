/** Operators on strings, and those that turn them into numbers. Strings have no place in kernels' memory: all of this is plain Java. */
package io.coracle.op.text;
