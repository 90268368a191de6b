//! Rectangles on the page: what labels are to layout. Knows nothing of text.

/// An upright rectangle on the page, in pixels, y growing downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Block {
    /// Width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Block) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether `other` lies wholly inside.
    pub fn holds(&self, other: &Block) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    /// The block, larger by `by` on each side.
    pub fn grown(&self, by: f64) -> Block {
        Block { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// The block, wider by `by` on both sides.
    pub fn wider(&self, by: f64) -> Block {
        Block { left: self.left - by, right: self.right + by, ..*self }
    }

    /// Whether the straight line between two points touches the block.
    pub fn meets(&self, from: (f64, f64), to: (f64, f64)) -> bool {
        // Liang and Barsky: shrink the part of the line that lies within each pair of edges.
        let (mut first, mut last) = (0.0_f64, 1.0_f64);
        let run = (to.0 - from.0, to.1 - from.1);
        for (slope, inside) in [
            (-run.0, from.0 - self.left),
            (run.0, self.right - from.0),
            (-run.1, from.1 - self.top),
            (run.1, self.bottom - from.1),
        ] {
            if slope == 0.0 {
                if inside < 0.0 {
                    return false;
                }
            } else if slope < 0.0 {
                first = first.max(inside / slope);
            } else {
                last = last.min(inside / slope);
            }
        }
        first <= last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_a_block_is_noticed() {
        let block = Block { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };
        assert!(block.meets((-5.0, 5.0), (15.0, 6.0)));
        assert!(!block.meets((-5.0, 5.0), (5.0, 16.0)));
    }
}
