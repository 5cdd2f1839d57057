/**
 * From a graph and concrete input shapes to an ordered list of kernel calls and one memory map. Shape computations are folded
 * away here; a plan ends where a shape depends on computed numbers, and the next one begins with those numbers known.
 */
package io.coracle.plan;
