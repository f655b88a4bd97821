/** Side of a folder's images, for weights that come without a network: what ImageNet's networks are trained on. */
export const presetImageSize = 224
