package io.coracle.op.matmul;

import io.coracle.kernel.Target;

/**
 * A tile for a target whose code should serve all sizes: as wide as divides the result best where the width is that of weights, one of
 * few widths where it is that of a sequence.
 *
 * @param vectors registers it is wide
 * @param height rows
 */
record GenericTile(int vectors, int height) {
    /** Best first: 2 x 6 registers read the right side as one stream, and the left side least often. */
    private static final int[] WIDTHS = {6, 4, 3, 2, 1};
    private static final int COMPUTED_WIDTH = 2;
    /** Rows with addresses of their own. */
    private static final int MOST_ROWS = 6;
    private static final int FEW_ROWS = 4;

    static GenericTile of(Target target, Product product, TileArithmetic arithmetic, boolean constant) {
        int registers = target.registers() - arithmetic.temporaries();
        int needed = (product.n() + target.lanes() - 1) / target.lanes();
        int vectors = constant ? best(needed, registers) : Math.min(COMPUTED_WIDTH, needed);
        int most = constant || product.m() >= 4 * MOST_ROWS ? MOST_ROWS : FEW_ROWS;
        int height = 1;
        while (height < Math.min(most, product.m()) && registers(vectors, height + 1) < registers) {
            height++;
        }
        return new GenericTile(vectors, height);
    }

    /** What a step keeps in registers: the sums, the shorter side, and one of the other. Another register is the engine's. */
    private static int registers(int vectors, int height) {
        return vectors * height + Math.min(vectors, height) + 1;
    }

    /** The width that wastes the fewest registers at the end of a row, of those that leave room for two rows. */
    private static int best(int needed, int registers) {
        int best = 0;
        for (int width : WIDTHS) {
            if (registers(width, 2) < registers && (best == 0 || waste(needed, width) < waste(needed, best))) {
                best = width;
            }
        }
        return best;
    }

    private static int waste(int needed, int width) {
        return (needed + width - 1) / width * width - needed;
    }
}
