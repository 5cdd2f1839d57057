/** Operators that sort, search, or choose elements: plain Java, since what they give depends on what they find. */
package io.coracle.op.select;
