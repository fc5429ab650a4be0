/**
 * Paths that are handed to code which is not looked at: `Form::file("f", path)`, `tar.append_dir_all("a", home)`,
 * `Connection::open(path)`. Whoever is handed a path by a function of such a name reads what is there.
 */
import type { CodeUnit } from '../code.ts';
import type { CallRef, ValueRef } from '../values/program-flow.ts';

const READS =
  /(?:^|::)(?:file|files|open\w*|load\w*|read\w*|append\w*|add_\w+|attach\w*|upload\w*|put_\w*file\w*|put_object\w*|send_file|from_path\w*|from_file\w*|from_filename\w*|with_name|start_file\w*|path|copy\w*|stream_file|named_file|NamedFile|multipart_file|body_file|compress\w*|pack\w*|zip\w*|archive\w*|backup\w*)$/;
/** What only makes or looks at a path. */
const NAMES = /^<?(?:std|core|alloc|camino|typed_path|path_\w+|relative_path|dunce|walkdir|ignore|glob|url|regex)::/;

/** Does this call hand a path to code that is not looked at, for it to be read? */
export function handsOver(unit: CodeUnit, ref: CallRef): boolean {
  const { call } = ref;
  if (call.args.length === 0 || (call.def !== 0 && unit.flow.bodiesOf(call.def).length > 0)) return false;
  const name = unit.callee(ref);
  return READS.test(name) && !NAMES.test(name);
}

/** What may be a path among what such a call is given. */
export function pathArguments({ flow, call }: CallRef): ValueRef[] {
  return call.args
    .filter((id) => flow.values[id]!.kind !== 'closure' && flow.values[id]!.kind !== 'unknown')
    .map((id) => ({ flow, id }));
}
