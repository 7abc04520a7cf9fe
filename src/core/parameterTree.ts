/** Parameters of a method as a tree: of what a request gives, of where values come from, of columns of values. */

/** A tree of objects and lists with other leaves. */
export type Mapped<Tree, From, To> = Tree extends From
  ? To
  : Tree extends readonly (infer Item)[]
    ? readonly Mapped<Item, From, To>[]
    : Tree extends object
      ? { readonly [Key in keyof Tree]: Mapped<Tree[Key], From, To> }
      : Tree;

/**
 * Maps the leaves of a tree of parameters, which are its objects with a `kind`; all else stays as it is.
 * @param path of the leaf: names and numbers from the root, joined by /
 */
export function mapLeaves<Tree, From extends { readonly kind: string }, To>(
  tree: Tree,
  mapLeaf: (leaf: From, path: string) => To,
  path = '',
): Mapped<Tree, From, To> {
  const inner = (value: unknown, name: string | number): unknown =>
    mapLeaves(value, mapLeaf, path === '' ? String(name) : `${path}/${name}`);
  let mapped: unknown = tree;
  if (Array.isArray(tree)) mapped = tree.map(inner);
  else if (typeof tree === 'object' && tree !== null) {
    mapped =
      'kind' in tree
        ? // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller names the kinds of its leaves, and nothing else in its tree has one
          mapLeaf(tree as unknown as From, path)
        : Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, inner(value, name)]));
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- mapped leaf by leaf, but the compiler does not follow a conditional type into the branches of a generic value
  return mapped as Mapped<Tree, From, To>;
}
