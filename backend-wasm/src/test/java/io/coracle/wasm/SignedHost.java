package io.coracle.wasm;

import io.coracle.wasm.format.SignedProducts;

/** Runs modules as an engine does whose products of bytes take both sides as signed, and which has no other relaxed instructions. */
final class SignedHost extends EndiveHost {
    @Override
    public boolean validates(byte[] module) {
        return super.validates(SignedProducts.in(module.clone()));
    }

    @Override
    public Module instantiate(byte[] module) {
        return super.instantiate(SignedProducts.in(module.clone()));
    }
}
