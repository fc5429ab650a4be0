/** What functions do to text, by their paths: the standard library's, and decoders of well-known crates. */
import { readable } from './decode.ts';
import type { Hole } from './folded.ts';

export type Meaning =
  /** Hands an argument on. */
  | { readonly kind: 'same'; readonly arg: number }
  /** The second argument behind the first. */
  | { readonly kind: 'append'; readonly between: string }
  /** Items of a list one after another. */
  | { readonly kind: 'join'; readonly withArg: boolean; readonly orPath?: boolean }
  /** A list of the words, lines or parts of a text. */
  | { readonly kind: 'split'; readonly by: 'argument' | 'space' | 'line' }
  /** One element of a list or iterator: the next, the last, the one of a number. */
  | { readonly kind: 'element'; readonly at: number | 'turn' | 'last' | 'argument' }
  | { readonly kind: 'map'; readonly text: (text: string) => string; readonly layer: string | undefined }
  | { readonly kind: 'replace' }
  /** Items or characters from the last to the first. */
  | { readonly kind: 'reverse' }
  /** An adaptor with a closure, which may change each byte. */
  | { readonly kind: 'iterate' }
  | {
      readonly kind: 'decode';
      readonly arg: number;
      readonly layer: string;
      readonly decode: (text: string) => string | undefined;
    }
  | { readonly kind: 'hole'; readonly hole: Hole }
  | { readonly kind: 'text'; readonly text: string }
  /** `env::var` and its kin: the first argument is the name. */
  | { readonly kind: 'env' };

/** By the last segment, where the function is one of core, alloc or std: what most of them do is the same everywhere. */
const BY_NAME: Readonly<Record<string, Meaning>> = {
  ...same(
    'to_string to_owned into from clone as_str as_ref as_mut deref borrow unwrap expect unwrap_or unwrap_or_default unwrap_or_else ' +
      'ok or or_else iter into_iter collect as_bytes to_vec into_boxed_str into_string into_vec into_boxed_slice must_use format trim trim_start trim_end ' +
      'trim_matches chars bytes copied cloned as_slice as_path to_path_buf as_os_str to_os_string into_os_string to_str to_string_lossy ' +
      'into_owned into_bytes into_path_buf display new_display new_debug as_encoded_bytes branch from_residual from_output from_utf8 ' +
      'from_utf8_lossy from_utf8_unchecked from_iter try_from try_into as_deref flatten by_ref as_c_str to_bytes into_result from_str parse ' +
      'as_mut_str leak box_new from_boxed_str as_ptr as_mut_ptr cast as_bytes_with_nul from_bytes_with_nul from_bytes_until_nul to_bytes_with_nul lock read write borrow_mut get_or_init take replace_with as_bytes_mut get_or_insert_with filter skip_while inspect peekable fuse as_deref_mut',
  ),
  concat: { kind: 'join', withArg: false },
  join: { kind: 'join', withArg: true },
  push_str: { kind: 'append', between: '' },
  push: { kind: 'append', between: '' },
  extend: { kind: 'append', between: '' },
  extend_from_slice: { kind: 'append', between: '' },
  write_str: { kind: 'append', between: '' },
  add: { kind: 'append', between: '' },
  add_assign: { kind: 'append', between: '' },
  replace: { kind: 'replace' },
  map: { kind: 'iterate' },
  enumerate: { kind: 'same', arg: 0 },
  split: { kind: 'split', by: 'argument' },
  split_terminator: { kind: 'split', by: 'argument' },
  split_whitespace: { kind: 'split', by: 'space' },
  split_ascii_whitespace: { kind: 'split', by: 'space' },
  lines: { kind: 'split', by: 'line' },
  next: { kind: 'element', at: 'turn' },
  first: { kind: 'element', at: 0 },
  last: { kind: 'element', at: 'last' },
  nth: { kind: 'element', at: 'argument' },
  get: { kind: 'element', at: 'argument' },
  rev: { kind: 'reverse' },
  to_lowercase: { kind: 'map', text: (text) => text.toLowerCase(), layer: undefined },
  to_uppercase: { kind: 'map', text: (text) => text.toUpperCase(), layer: undefined },
  to_ascii_lowercase: { kind: 'map', text: (text) => text.toLowerCase(), layer: undefined },
  to_ascii_uppercase: { kind: 'map', text: (text) => text.toUpperCase(), layer: undefined },
};

/** What starts empty and grows. */
const EMPTY: Meaning = { kind: 'text', text: '' };

/** By the whole path. */
const BY_PATH: Readonly<Record<string, Meaning>> = {
  'alloc::string::String::new': EMPTY,
  'alloc::string::String::with_capacity': EMPTY,
  'alloc::vec::Vec::new': EMPTY,
  'alloc::vec::Vec::with_capacity': EMPTY,
  'alloc::boxed::Box::new': { kind: 'same', arg: 0 },
  'alloc::rc::Rc::new': { kind: 'same', arg: 0 },
  'alloc::sync::Arc::new': { kind: 'same', arg: 0 },
  // What `vec!` is made of.
  'alloc::intrinsics::write_box_via_move': { kind: 'same', arg: 1 },
  'alloc::boxed::box_assume_init_into_vec_unsafe': { kind: 'same', arg: 0 },
  'alloc::ffi::c_str::CString::new': { kind: 'same', arg: 0 },
  'std::ffi::os_str::OsString::new': EMPTY,
  'std::path::PathBuf::new': EMPTY,
  'std::path::Path::join': { kind: 'append', between: '/' },
  'std::path::PathBuf::push': { kind: 'append', between: '/' },
  'std::path::Path::new': { kind: 'same', arg: 0 },
  'std::ffi::os_str::OsStr::new': { kind: 'same', arg: 0 },
  'std::path::Path::with_extension': { kind: 'append', between: '.' },
  'std::path::PathBuf::set_extension': { kind: 'append', between: '.' },
  'std::env::var': { kind: 'env' },
  'std::env::var_os': { kind: 'env' },
  'std::env::temp_dir': { kind: 'hole', hole: { hole: 'folder', folder: 'temp' } },
  'std::env::home_dir': { kind: 'hole', hole: { hole: 'folder', folder: 'home' } },
  'std::env::current_dir': { kind: 'hole', hole: { hole: 'folder', folder: 'current' } },
  'std::env::current_exe': { kind: 'hole', hole: { hole: 'folder', folder: 'own program' } },
  'std::fs::read_to_string': { kind: 'hole', hole: { hole: 'data', from: 'file' } },
  'std::fs::read': { kind: 'hole', hole: { hole: 'data', from: 'file' } },
};

/** Functions of crates that name folders and decode, by crate and last segment. */
const BY_CRATE: readonly (readonly [crate: RegExp, name: RegExp, meaning: Meaning])[] = [
  [
    /^(?:dirs|dirs_next|dirs_sys|home|directories|directories_next|homedir|simple_home_dir|etcetera)$/,
    /^(?:home_dir|home|my_home)$/,
    { kind: 'hole', hole: { hole: 'folder', folder: 'home' } },
  ],
  [/^home$/, /^cargo_home/, { kind: 'hole', hole: { hole: 'env', name: 'CARGO_HOME' } }],
  [/^home$/, /^rustup_home/, { kind: 'hole', hole: { hole: 'env', name: 'RUSTUP_HOME' } }],
  [
    /^(?:dirs|dirs_next|dirs_sys|directories|directories_next|app_dirs2?|platform_dirs|etcetera)$/,
    /_dir$/,
    { kind: 'hole', hole: { hole: 'folder', folder: "user's" } },
  ],
  [/^(?:tempfile|temp_dir)$/, /^(?:tempdir|new|path)$/, { kind: 'hole', hole: { hole: 'folder', folder: 'temp' } }],
  [/^base64$/, /^decode(?:_config|_engine)?$/, { kind: 'decode', arg: 0, layer: 'base64', decode: fromBase64 }],
  [
    /^(?:data_encoding|base64ct|base64_simd|base64_url)$/,
    /^decode/,
    { kind: 'decode', arg: 1, layer: 'base64', decode: fromBase64 },
  ],
  [
    /^(?:hex|faster_hex|const_hex)$/,
    /^(?:decode|hex_decode)/,
    { kind: 'decode', arg: 0, layer: 'hex', decode: fromHex },
  ],
  [/^(?:obfstr|litcrypt|cryptify)$/, /./, { kind: 'same', arg: 0 }],
];

/** Crates of the standard library, and the heads of primitive types, whose methods are core's. */
const STD = /^(?:core|alloc|std|_|str|char|bool|[iu](?:8|16|32|64|128|size))$/;

export function meaningOf(path: string): Meaning | undefined {
  const known = BY_PATH[path];
  if (known !== undefined) return known;
  const name = path.slice(path.lastIndexOf('::') + 2);
  const crate = crateOfPath(path);
  if (STD.test(crate)) return Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  for (const [crates, names, meaning] of BY_CRATE) {
    if (!crates.test(crate) || !names.test(name)) continue;
    // `engine.decode(text)` has the text behind the engine, `base64::decode(text)` alone.
    if (crate === 'base64' && meaning.kind === 'decode' && /Engine/.test(path)) return { ...meaning, arg: 1 };
    return meaning;
  }
  return undefined;
}

/**
 * What a method of something that is not known does if it is what its name says everywhere: hands on, or appends to a path.
 * Functions of unknown crates that only share such a name do not hand on what they are given.
 */
export function unknownMeaning(path: string): Meaning | undefined {
  const name = path.slice(path.lastIndexOf(':') + 1);
  if (name === 'join') return { kind: 'join', withArg: true, orPath: true };
  if (name === 'push') return { kind: 'append', between: '/' };
  return HANDS_ON.test(name) ? { kind: 'same', arg: 0 } : undefined;
}

const HANDS_ON =
  /^(?:unwrap\w*|expect|ok|ok_or\w*|or|or_else|context|with_context|to_path_buf|to_string|to_owned|to_str|to_string_lossy|into_owned|into_string|into_bytes|as_bytes|as_path|as_str|as_ref|as_mut|as_deref|clone|cloned|copied|into|collect|iter|into_iter|iter_mut|display|trim\w*|map_err|to_vec|as_slice|into_inner)$/;

/** `<alloc::string::String as core::fmt::Write>::write_str` is of the crate of the trait's type. */
function crateOfPath(path: string): string {
  return /^[<&[(]*(?:mut )?(\w+)/.exec(path)?.[1] ?? '';
}

function same(names: string): Record<string, Meaning> {
  return Object.fromEntries(names.split(' ').map((name) => [name, { kind: 'same', arg: 0 }]));
}

function fromBase64(text: string): string | undefined {
  return readable(Buffer.from(text.replaceAll('-', '+').replaceAll('_', '/'), 'base64'));
}

function fromHex(text: string): string | undefined {
  return /^[0-9a-fA-F\s]*$/.test(text) ? readable(Buffer.from(text.replace(/\s+/g, ''), 'hex')) : undefined;
}
