/**
 * Operators that read or write elements at indexes which are data: gathers and scatters. An index outside its axis is reported
 * after the kernel has run; until then it is clamped, so that no kernel leaves its buffers.
 */
package io.coracle.op.index;
