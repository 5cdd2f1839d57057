package io.coracle.op.image;

import io.coracle.op.OperatorException;
import io.coracle.tensor.Numbers;

/** Where in the input an element of the output comes from, along one axis (attribute {@code coordinate_transformation_mode}). */
enum Coordinates {
    HALF_PIXEL, HALF_PIXEL_SYMMETRIC, PYTORCH_HALF_PIXEL, ALIGN_CORNERS, ASYMMETRIC, CROP_AND_RESIZE, TF_HALF_PIXEL_FOR_NN;

    static Coordinates of(String name) {
        return switch (name) {
            case "half_pixel" -> HALF_PIXEL;
            case "half_pixel_symmetric" -> HALF_PIXEL_SYMMETRIC;
            case "pytorch_half_pixel" -> PYTORCH_HALF_PIXEL;
            case "align_corners" -> ALIGN_CORNERS;
            case "asymmetric" -> ASYMMETRIC;
            case "tf_crop_and_resize" -> CROP_AND_RESIZE;
            case "tf_half_pixel_for_nn" -> TF_HALF_PIXEL_FOR_NN;
            default -> throw new OperatorException("coordinate_transformation_mode \"" + name + "\" is not supported");
        };
    }

    /**
     * @param x index in the output
     * @param in elements of the input
     * @param out elements of the output
     * @param scale of the axis, which need not be their ratio
     * @param from start of the region, as a fraction of the axis
     * @param until end of the region
     */
    double source(int x, int in, int out, double scale, double from, double until) {
        double length = scale * in;
        // Rounded to 32 bits, so that scales which are no binary fractions still meet pixels: 3 / 0.6f is 5.
        return Numbers.round(switch (this) {
            case HALF_PIXEL -> (x + 0.5) / scale - 0.5;
            case HALF_PIXEL_SYMMETRIC -> in / 2.0 * (1 - out / length) + (x + 0.5) / scale - 0.5;
            case PYTORCH_HALF_PIXEL -> length == 1 ? -0.5 : (x + 0.5) / scale - 0.5;
            case TF_HALF_PIXEL_FOR_NN -> (x + 0.5) / scale;
            case ALIGN_CORNERS -> length == 1 ? 0 : x * (in - 1) / (length - 1);
            case ASYMMETRIC -> x / scale;
            case CROP_AND_RESIZE -> from * (in - 1)
                + (length == 1 ? (until - from) * (in - 1) / 2 : x * (until - from) * (in - 1) / (length - 1));
        });
    }
}
