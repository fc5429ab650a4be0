/** All names that a template may use besides its own. docs/models.md explains each. */

/** Of the item under the derive. */
export const VARIABLES: ReadonlySet<string> = new Set(
  'item name label type params args where kind variants fields shape type_params lifetimes packed version patch'.split(
    ' ',
  ),
);

export const PROPERTIES: ReadonlySet<string> = new Set(
  `name label type params args where kind variants fields shape type_params packed docs doc attrs index count first last
  access var generic borrows lifetimes base arg path pattern discriminant ident text string code form`.split(/\s+/),
);

export const FUNCTIONS: ReadonlySet<string> = new Set(
  'line contains impl since derives str ident snake kebab camel pascal shouty title lower upper format format_bounds'.split(
    ' ',
  ),
);
