package io.coracle.format.onnx;

import io.coracle.format.ModelFormatException;
import io.coracle.tensor.Bytes;

/** Where a model finds the files that hold its weights when they lie beside it. */
public interface ExternalData {
    /**
     * A whole external file.
     *
     * @param location the path in the model file, relative to it; untrusted
     * @throws ModelFormatException when there is no such file or it lies outside the model's folder
     */
    Bytes open(String location);

    /** For models that are one file: any reference to another is an error. */
    static ExternalData none() {
        return location -> {
            throw new ModelFormatException("onnx: weights lie in the file \"" + location
                + "\", which was not given: load the model from its folder");
        };
    }
}
