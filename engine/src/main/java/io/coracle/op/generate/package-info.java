/** Operators that make numbers from little or nothing: windows for signals, random numbers. */
package io.coracle.op.generate;
