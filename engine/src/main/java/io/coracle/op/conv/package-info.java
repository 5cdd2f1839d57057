/**
 * Operators that slide a window over space: convolutions and poolings in one to three dimensions. Windows at a border read a copy of
 * the input with the padding written out, so that the inner loops know no borders.
 */
package io.coracle.op.conv;
