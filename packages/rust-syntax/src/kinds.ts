/**
 * Kinds of tree nodes, with the layout of each one's children. `X?` may be absent, `X*` may repeat, `item`, `type`,
 * `pat`, `expr` stand for any kind of that class ({@link isItem} ...), and any of them may be an Error node where the
 * text is wrong. "aux" is one token index that a node keeps besides its range; -1 if there is none.
 */

/** Node kinds; the comment of each gives its children in order, its flags and its aux. */
export const NodeKind = {
  // Structure.
  /** Tokens that fit nowhere. Children: whatever was parsed of it. */
  Error: 0,
  /** `[Attr(inner)*, item*]`. Root of parseFile and parseItems. */
  SourceFile: 1,
  /** Root of parseStmts (`[statement*]`, laid out as BlockExpr) and of parseExprList (`[ExprArg*]`). */
  Fragment: 2,
  /** One element of parseExprList. aux = name token of `name = expr`, else -1. `[expr]`. */
  ExprArg: 3,
  /** `#[path args]`. Flags Inner, UnsafeAttr. aux = first token after the path. No children; see attrPath, attrArgs. */
  Attr: 4,
  /** Flags Pub with none, VisCrate, VisSelf, VisSuper or VisIn. `[Path?]` (VisIn only). Absent when not written. */
  Visibility: 5,
  /** Delimited tokens, delimiters included; never parsed. Of macro calls and macro definitions. */
  TokenTree: 6,
  /** `{ .. }` of a mod, trait, impl or extern block: `[Attr(inner)*, item*]`. */
  ItemList: 7,
  /** `as name`. aux = name token (or `_`). */
  Rename: 8,
  // Items. All start with `[Attr*, Visibility?]`, written `..` below; aux = name token.
  /** `[.., Abi?, GenericParams?, ParamList, RetType?, WhereClause?, LazyBlock|BlockExpr?]`. Flags Const Async Unsafe Safe Extern Default Gen. */
  Fn: 9,
  /** `[.., GenericParams?, WhereClause?, RecordFields|TupleFields?, WhereClause?]`; no field list: unit struct. */
  Struct: 10,
  /** As Struct, RecordFields only. */
  Union: 11,
  /** `[.., GenericParams?, WhereClause?, Variant*]`. */
  Enum: 12,
  /** `[.., GenericParams?, BoundList?, WhereClause?, ItemList]`. Flags Unsafe Auto Const. BoundList = supertraits. */
  Trait: 13,
  /** `[.., GenericParams?, BoundList, WhereClause?]`. */
  TraitAlias: 14,
  /** `[.., GenericParams?, ImplTrait?, type, WhereClause?, ItemList]`. aux -1. Flags Unsafe Default Const Negative. */
  Impl: 15,
  /** `[.., ItemList?]`; no list: `mod name;`. Flags Unsafe. */
  Mod: 16,
  /** `[.., UseTree]`. aux -1. */
  Use: 17,
  /** `[.., Rename?]`. aux = name token (may be `self`). */
  ExternCrate: 18,
  /** `[.., Abi, ItemList]`. aux -1. Flags Unsafe. */
  ExternBlock: 19,
  /** `[.., GenericParams?, type?, WhereClause?, expr?, WhereClause?]`. aux may be `_`. Flags Default. */
  Const: 20,
  /** `[.., type?, expr?]`. Flags Mut Unsafe Safe. */
  Static: 21,
  /** `[.., GenericParams?, BoundList?, WhereClause?, type?, WhereClause?]`. Also associated and foreign types. Flags Default. */
  TypeAlias: 22,
  /** `macro_rules! name { .. }`: `[.., TokenTree]`. */
  MacroRules: 23,
  /** `macro name(..) { .. }`: `[.., TokenTree?, TokenTree]`; the last one is the body. */
  MacroDef: 24,
  /** `path! { .. }` as an item: `[.., Path, TokenTree]`. aux = extra name of `path! name { .. }`, else -1. */
  MacroItem: 25,
  // Parts of items.
  /** `extern "C"`. aux = string token, or -1 for a bare `extern`. */
  Abi: 26,
  /** `[LifetimeParam|TypeParam|ConstParam ..]`. */
  GenericParams: 27,
  /** aux = lifetime token. `[Attr*, BoundList?]`. */
  LifetimeParam: 28,
  /** aux = name token. `[Attr*, BoundList?, type?]`; the type is the default. */
  TypeParam: 29,
  /** aux = name token. `[Attr*, type, expr?]`; the expr is the default. */
  ConstParam: 30,
  /** `[TraitBound|Lifetime|UseBound ..]`. */
  BoundList: 31,
  /** `[ForBinder?, Path]`. Flags Maybe (`?`), Const, TildeConst (`~const`, `[const]`), Async, Negative (`!`). */
  TraitBound: 32,
  /** Precise capturing `use<..>`: `[Lifetime|Path ..]`. */
  UseBound: 33,
  /** aux = lifetime token. No children. */
  Lifetime: 34,
  /** `for<..>`: `[GenericParams]`. */
  ForBinder: 35,
  /** `[WhereType|WhereLifetime ..]`. */
  WhereClause: 36,
  /** `[Attr*, ForBinder?, type, BoundList?]`. */
  WhereType: 37,
  /** `[Attr*, Lifetime, BoundList?]`. */
  WhereLifetime: 38,
  /** `(..)`: `[SelfParam?, Param*]`. */
  ParamList: 39,
  /** `[Attr*, Lifetime?, type?]`. aux = `self` token. Flags RefSelf (`&self`), Mut. */
  SelfParam: 40,
  /** `[Attr*, pat?, type?]`. Of fns, closures and fn pointer types. Flags Variadic (`...`); no pat: anonymous (2015) or fn pointer. aux = name token of a named fn pointer parameter, else -1. */
  Param: 41,
  /** `-> type`: `[type]`. */
  RetType: 42,
  /** `{ .. }`: `[RecordField*]`. */
  RecordFields: 43,
  /** `( .. )`: `[TupleField*]`. */
  TupleFields: 44,
  /** `[.., type, expr?]`. aux = name token. The expr is a default value. Flags Unsafe. */
  RecordField: 45,
  /** `[.., type, expr?]`. aux -1. */
  TupleField: 46,
  /** `[.., RecordFields|TupleFields?, expr?]`. aux = name token. The expr is the discriminant. */
  Variant: 47,
  /** The trait of an impl: `[Path]`. */
  ImplTrait: 48,
  /** `[Path?, UseTree*]`. Flags Glob, Group. aux = token of the name after `as` (or `_`), else -1. The Path is the prefix. */
  UseTree: 49,
  // Paths. Path, PathType, PathExpr and PathPat share one layout: `[QSelf?, PathSegment*]`, flag Global for a leading `::`.
  /** A path in any other place: macro names, trait bounds, struct literals, patterns with fields, use trees, visibility. */
  Path: 50,
  /** `<type as Path>`: `[type, Path?]`. */
  QSelf: 51,
  /** aux = name token (identifier, `self`, `Self`, `super`, `crate`, DollarCrate). `[GenericArgs|ParenArgs?]`. */
  PathSegment: 52,
  /** `<..>`: `[Lifetime | type | expr | AssocArg ..]`. An expr is LiteralExpr, UnaryExpr, BlockExpr, LazyExpr. Flag Turbofish for `::<..>`. */
  GenericArgs: 53,
  /** `Name<..>? = type`, `= const`, `: bounds`. aux = name token. `[GenericArgs|ParenArgs?, type|expr|BoundList]`. */
  AssocArg: 54,
  /** `(types) -> type`: `[type*, RetType?]`. Flag Rtn for `(..)`. */
  ParenArgs: 55,
  // Types.
  /** See Path. */
  PathType: 56,
  /** `[Lifetime?, type]`. Flags Mut. */
  RefType: 57,
  /** `[type]`. Flags Mut. */
  PtrType: 58,
  /** `[type]`. */
  SliceType: 59,
  /** `[type, expr]`. */
  ArrayType: 60,
  /** `[type*]`; none: unit. */
  TupleType: 61,
  /** `[type]`. */
  ParenType: 62,
  /** `!`. */
  NeverType: 63,
  /** `_`. */
  InferType: 64,
  /** `[ForBinder?, Abi?, ParamList, RetType?]`. Flags Unsafe Extern Safe. */
  FnPtrType: 65,
  /** `impl bounds`: `[BoundList]`. */
  ImplType: 66,
  /** `dyn bounds`: `[BoundList]`. Flag Bare without `dyn`: a 2015 `Trait + Send`. A bare single path is a PathType. */
  DynType: 67,
  /** `unsafe<..> type`: `[GenericParams, type]`. */
  BinderType: 68,
  /** `typeof(expr)`: `[expr]`. */
  TypeofType: 69,
  /** `[Path, TokenTree]`. */
  MacroType: 70,
  // Patterns.
  /** `_`. */
  WildPat: 71,
  /** `..`. */
  RestPat: 72,
  /** `!`. */
  NeverPat: 73,
  /** `ref? mut? name (@ pat)?`. aux = name token. `[pat?]`. Flags Ref, RefMut, Mut. May turn out to name a constant or unit struct. */
  IdentPat: 74,
  /** `[LiteralExpr|UnaryExpr|LazyExpr]`. */
  LiteralPat: 75,
  /** `[expr?, expr?]`. Flags HasLow, HasHigh, Inclusive. Ends are LiteralExpr, UnaryExpr, PathExpr or BlockExpr (const). */
  RangePat: 76,
  /** `&pat`. `[pat]`. Flags Mut. */
  RefPat: 77,
  /** `[pat*]`. */
  TuplePat: 78,
  /** `[pat*]`. */
  SlicePat: 79,
  /** `[pat, MatchGuard?]`. */
  ParenPat: 80,
  /** See Path. More than one segment, or a qualified or generic path. */
  PathPat: 81,
  /** `[Path, pat*]`. */
  TupleStructPat: 82,
  /** `[Path, FieldPat|RestPat ..]`. */
  StructPat: 83,
  /** `[Attr*, pat]`. aux = name or index token. Flag Shorthand: the pat is the IdentPat (or BoxPat of one) itself. */
  FieldPat: 84,
  /** `[pat, pat ..]`; a single pat with a leading `|` is not wrapped. */
  OrPat: 85,
  /** `[pat]`. */
  BoxPat: 86,
  /** `const { .. }`: `[BlockExpr]`. */
  ConstBlockPat: 87,
  /** `[Path, TokenTree]`. */
  MacroPat: 88,
  // Statements; items are statements too. Stray `;` leave no node.
  /** `[Attr*, pat, type?, expr?, BlockExpr?]`. Flags HasInit, HasElse (the last child is the else block). */
  LetStmt: 89,
  /** `[Attr*, expr]`. Flag Semi. */
  ExprStmt: 90,
  /** `[Attr*, Path, TokenTree]`: a macro call that stands as a statement: may expand to statements or items. Flag Semi. */
  MacroStmt: 91,
  // Expressions.
  /** A function body not parsed yet, braces included: parseBody. Flags HasItems, HasUnsafe. */
  LazyBlock: 92,
  /** An initialiser, discriminant, array length or const argument not parsed yet: parseExpr. Flags HasItems, HasUnsafe. */
  LazyExpr: 93,
  /** aux = literal token, `true` and `false` included. */
  LiteralExpr: 94,
  /** See Path. */
  PathExpr: 95,
  /** `[expr]`. op in operator(): Minus, Bang, Star. aux = operator token. */
  UnaryExpr: 96,
  /** `[expr]`. Flags Mut, RawRef (`&raw const|mut`). aux = `&` token. */
  RefExpr: 97,
  /** `[left, right]`. aux = operator token; operator() gives its kind. `&&` and `||` included. */
  BinaryExpr: 98,
  /** `[left, right]`. aux = `=` token. */
  AssignExpr: 99,
  /** `[left, right]`. aux = operator token; operator() gives its kind (PlusEq, ..). */
  AssignOpExpr: 100,
  /** `[expr, type]`. aux = `as` token. */
  CastExpr: 101,
  /** `[expr?, expr?]`. Flags HasLow, HasHigh, Inclusive. aux = operator token. */
  RangeExpr: 102,
  /** `[callee, arg*]`. aux = `(` token. */
  CallExpr: 103,
  /** `[receiver, GenericArgs?, arg*]`. aux = name token. */
  MethodCallExpr: 104,
  /** `[expr]`. aux = name or index token; see fieldName (`t.0.1` may hold both indices in one float token). */
  FieldExpr: 105,
  /** `[expr, index]`. aux = `[` token. */
  IndexExpr: 106,
  /** `expr?`: `[expr]`. aux = `?` token. */
  TryExpr: 107,
  /** `[expr]`. aux = `await` token. */
  AwaitExpr: 108,
  /** `[Path, FieldInit*, StructBase?]`. */
  StructExpr: 109,
  /** `[Attr*, expr]`. aux = name or index token. Flag Shorthand: the expr is the PathExpr of the name. */
  FieldInit: 110,
  /** `..expr`: `[expr?]`. */
  StructBase: 111,
  /** `[expr*]`. */
  ArrayExpr: 112,
  /** `[expr; expr]`. */
  RepeatExpr: 113,
  /** `[expr*]`; none: unit. */
  TupleExpr: 114,
  /** `[expr]`. */
  ParenExpr: 115,
  /** `[Attr(inner)*, statement*, expr?]`. Flag HasTail: the last child is the value. Flags Unsafe Const Async Move Try Gen. aux = label token, else -1. */
  BlockExpr: 116,
  /** `[condition, BlockExpr, BlockExpr|IfExpr?]`. */
  IfExpr: 117,
  /** `let pat = expr` in a condition: `[pat, expr]`. Chains are BinaryExpr AndAnd over these. */
  LetExpr: 118,
  /** `[condition, BlockExpr]`. aux = label token, else -1. */
  WhileExpr: 119,
  /** `[BlockExpr]`. aux = label token, else -1. */
  LoopExpr: 120,
  /** `[pat, expr, BlockExpr]`. aux = label token, else -1. Flag Await. */
  ForExpr: 121,
  /** `[expr, Attr(inner)*, MatchArm*]`. aux = `match` token. */
  MatchExpr: 122,
  /** `[Attr*, pat, MatchGuard?, expr?]`; no expr: the pattern never matches. */
  MatchArm: 123,
  /** `if expr`: `[expr]`. */
  MatchGuard: 124,
  /** `[ForBinder?, Param*, RetType?, expr]`. Flags Move Async Static Const Gen. aux = first `|` token. */
  ClosureExpr: 125,
  /** `[expr?]`. */
  ReturnExpr: 126,
  /** `[expr?]`. aux = label token, else -1. */
  BreakExpr: 127,
  /** aux = label token, else -1. */
  ContinueExpr: 128,
  /** `[expr?]`. */
  YieldExpr: 129,
  /** `do yeet expr`: `[expr?]`. */
  YeetExpr: 130,
  /** `[expr]`. */
  BecomeExpr: 131,
  /** `box expr` (old nightly): `[expr]`. */
  BoxExpr: 132,
  /** `_` on the left of an assignment. */
  UnderscoreExpr: 133,
  /** `builtin # name(..)`: `[TokenTree]`. aux = name token. */
  BuiltinExpr: 134,
  /** `#[..] expr` where it is not a statement: `[Attr+, expr]`. */
  AttrExpr: 135,
  /** `[Path, TokenTree]`. aux = `!` token. */
  MacroExpr: 136,
} as const;
export type NodeKind = (typeof NodeKind)[keyof typeof NodeKind];

/** Fn to MacroItem. */
export function isItem(kind: number): boolean {
  return kind >= NodeKind.Fn && kind <= NodeKind.MacroItem;
}

/** PathType to MacroType; an Error node is none of these classes. */
export function isType(kind: number): boolean {
  return kind >= NodeKind.PathType && kind <= NodeKind.MacroType;
}

/** WildPat to MacroPat. */
export function isPat(kind: number): boolean {
  return kind >= NodeKind.WildPat && kind <= NodeKind.MacroPat;
}

/** LazyBlock to MacroExpr; MatchArm and the like, which lie between, are no expressions. */
export function isExpr(kind: number): boolean {
  return kind >= NodeKind.LazyBlock && kind <= NodeKind.MacroExpr && !isExprPart(kind);
}

function isExprPart(kind: number): boolean {
  return (
    kind === NodeKind.FieldInit ||
    kind === NodeKind.StructBase ||
    kind === NodeKind.MatchArm ||
    kind === NodeKind.MatchGuard
  );
}

/** Path, PathType, PathExpr, PathPat: nodes laid out as `[QSelf?, PathSegment*]`. */
export function isPathLike(kind: number): boolean {
  return (
    kind === NodeKind.Path || kind === NodeKind.PathType || kind === NodeKind.PathExpr || kind === NodeKind.PathPat
  );
}

/**
 * Flags of nodes, to be tested with {@link Tree.has}. Bits are shared between flags that never meet on one kind of node.
 */
export const Flag = {
  Const: 16,
  Inner: 16,
  Glob: 16,
  Pub: 16,
  Async: 32,
  UnsafeAttr: 32,
  Group: 32,
  VisCrate: 32,
  HasLow: 32,
  HasInit: 32,
  Global: 32,
  Unsafe: 64,
  VisSelf: 64,
  HasHigh: 64,
  HasElse: 64,
  Turbofish: 64,
  RawRef: 64,
  Mut: 128,
  VisSuper: 128,
  Inclusive: 128,
  Rtn: 128,
  Extern: 256,
  VisIn: 256,
  Ref: 256,
  Move: 256,
  Maybe: 256,
  RefSelf: 256,
  Default: 512,
  RefMut: 512,
  HasTail: 512,
  TildeConst: 512,
  Shorthand: 512,
  Variadic: 512,
  Bare: 512,
  Gen: 1024,
  Auto: 1024,
  Semi: 1024,
  Negative: 1024,
  Await: 1024,
  Safe: 2048,
  Static: 2048,
  Try: 2048,
  HasItems: 2048,
  HasUnsafe: 4096,
  Final: 4096,
} as const;
/** One bit (or several) of {@link Flag}. */
export type Flag = number;

/** Operators are kept in the flags of UnaryExpr, BinaryExpr and AssignOpExpr from this bit on (a token kind). */
export const OPERATOR_SHIFT = 14;
