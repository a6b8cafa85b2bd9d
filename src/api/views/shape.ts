/** The fields a view class describes. Answers have its shape, they are not made by its constructor. */
export type Shape<View> = { readonly [Field in keyof View]: View[Field] };
