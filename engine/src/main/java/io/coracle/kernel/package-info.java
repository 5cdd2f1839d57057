/**
 * The kernel IR: a loop nest over typed buffers, small, explicit and printable. Operators lower to it once, passes of this
 * package tile and vectorise it for a {@link io.coracle.kernel.Target}, backends turn it into code, and
 * {@link io.coracle.kernel.Interpreter} says what every kernel means, to the bit.
 */
package io.coracle.kernel;
