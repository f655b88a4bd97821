/** `affine`: m ⊙ (Wz + b), eq 2. `linear`: m ⊙ Wz, eq 13, where hidden biases only decide masks and stay frozen. */
export type MaskForm = 'affine' | 'linear'
