/**
 * What operators are: the kinds an operator can be of, what it sees of its operands, and how it says what is computed. Each
 * operator is one small file in a package below this one; it knows neither targets nor file formats.
 */
package io.coracle.op;
