/** Transforms of signals: Fourier transforms of whole axes and of frames, and the mel scale. */
package io.coracle.op.signal;
