/** The procedural parts of futures' and tokio's `select!` and `join!`; the macros themselves are `macro_rules!`. */
import { isOpenDelim, NodeKind, parseExprList, parsePat, TokenKind as T, type TokenRange } from '@lazaret/rust-syntax';
import { Splices } from '../derive.ts';
import type { BangModel, BangUse } from './macro-model.ts';

/** futures-macro's `join.rs`. `__futures_crate` is what the outer macro imports. */
function join(use: BangUse): boolean {
  const { tokens, inner, writer } = use;
  const splices = new Splices(tokens);
  const tree = parseExprList(tokens, inner, { edition: use.ctx.input.edition });
  if (tree.errors.length > 0) return false;
  const futures = tree.childrenOf(tree.root, NodeKind.ExprArg).map((arg) => splices.range(tree.range(arg)));
  const isTry = use.macro === 'try_join_internal';
  const bind = futures.map(
    (expr, i) => `let mut _fut${i} = __futures_crate::future::maybe_done(${expr});
      let mut _fut${i} = unsafe { __futures_crate::Pin::new_unchecked(&mut _fut${i}) };`,
  );
  const poll = futures.map((_, i) =>
    isTry
      ? `if __futures_crate::future::Future::poll(_fut${i}.as_mut(), __cx).is_pending() { __all_done = false; }
        else if _fut${i}.as_mut().output_mut().unwrap().is_err() {
          return __futures_crate::task::Poll::Ready(__futures_crate::Err(_fut${i}.as_mut().take_output().unwrap().err().unwrap())); }`
      : `__all_done &= __futures_crate::future::Future::poll(_fut${i}.as_mut(), __cx).is_ready();`,
  );
  const take = futures.map((_, i) => `_fut${i}.as_mut().take_output().unwrap()${isTry ? '.ok().unwrap()' : ''},`);
  const ready = isTry ? `__futures_crate::Ok((${take.join(' ')}))` : `(${take.join(' ')})`;
  writer.template(
    `{ ${bind.join(' ')} __futures_crate::future::poll_fn(move |__cx: &mut __futures_crate::task::Context<'_>| {
      let mut __all_done = true; ${poll.join(' ')}
      if __all_done { __futures_crate::task::Poll::Ready(${ready}) } else { __futures_crate::task::Poll::Pending }
    }).await }`,
    splices.list,
  );
  return true;
}

interface Case {
  readonly kind: 'complete' | 'default' | 'normal';
  readonly pat: TokenRange;
  readonly future: TokenRange;
  readonly handler: TokenRange;
}

/** `pat = future => handler`, with a comma between, or none behind a block. */
function selectCases(use: BangUse): Case[] | undefined {
  const { tokens, inner } = use;
  const cases: Case[] = [];
  for (let at = inner.start; at < inner.end; ) {
    const start = at;
    let assign = -1;
    while (at < inner.end && tokens.kind(at) !== T.FatArrow) {
      if (assign < 0 && tokens.kind(at) === T.Eq) assign = at;
      at = tokens.skipTree(at);
    }
    if (at >= inner.end) return undefined;
    const arrow = at++;
    const from = at;
    if (tokens.kind(at) === T.OpenBrace) at = tokens.skipTree(at);
    else while (at < inner.end && tokens.kind(at) !== T.Comma) at = tokens.skipTree(at);
    const handler = { start: from, end: at };
    if (at < inner.end && tokens.kind(at) === T.Comma) at++;
    const word = tokens.text(start);
    const special = arrow === start + 1 && (word === 'complete' || word === 'default');
    if (!special && assign < 0) return undefined;
    const pat = { start, end: special ? start : assign };
    const future = { start: special ? start : assign + 1, end: special ? start : arrow };
    cases.push({ kind: special ? (word as 'complete' | 'default') : 'normal', pat, future, handler });
  }
  return cases;
}

function isPath(use: BangUse, range: TokenRange): boolean {
  for (let i = range.start; i < range.end; i++)
    if (isOpenDelim(use.tokens.kind(i)) || /[^\w:]/.test(use.tokens.text(i))) return false;
  return true;
}

/** futures-macro's `select.rs`. */
function select(use: BangUse): boolean {
  const cases = selectCases(use);
  if (cases === undefined) return false;
  const splices = new Splices(use.tokens);
  const put = (range: TokenRange) => splices.range(range);
  const normal = cases.filter((one) => one.kind === 'normal');
  const complete = cases.find((one) => one.kind === 'complete');
  const fallback = cases.find((one) => one.kind === 'default');
  const names = normal.map((_, i) => `_${i}`);
  const f = '__futures_crate';
  const bound = normal.map((one, i) => (isPath(use, one.future) ? put(one.future) : names[i]!));
  const bind = normal.map((one, i) =>
    isPath(use, one.future)
      ? `${f}::async_await::assert_fused_future(&${bound[i]}); ${f}::async_await::assert_unpin(&${bound[i]});`
      : `let mut ${names[i]} = ${put(one.future)};`,
  );
  const poll = names.map(
    (name, i) => `let mut ${name} = |__cx: &mut ${f}::task::Context<'_>| {
      let mut ${bound[i]} = unsafe { ${f}::Pin::new_unchecked(&mut ${bound[i]}) };
      if ${f}::future::FusedFuture::is_terminated(&${bound[i]}) { ${f}::None }
      else { ${f}::Some(${f}::future::FutureExt::poll_unpin(&mut ${bound[i]}, __cx).map(__PrivResult::${name})) } };
    let ${name}: &mut dyn FnMut(&mut ${f}::task::Context<'_>) -> ${f}::Option<${f}::task::Poll<_>> = &mut ${name};`,
  );
  const none =
    complete === undefined
      ? 'panic!("all futures in select! were completed")'
      : `${f}::task::Poll::Ready(__PrivResult::Complete)`;
  const arms = normal.map((one, i) => `__PrivResult::_${i}(${put(one.pat)}) => ${put(one.handler)},`);
  if (complete !== undefined) arms.push(`__PrivResult::Complete => { ${put(complete.handler)} },`);
  const shuffle = use.macro === 'select_internal' ? `${f}::async_await::shuffle(&mut __select_arr);` : '';
  const wait =
    fallback === undefined
      ? `${f}::future::poll_fn(__poll_fn).await`
      : `__poll_fn(&mut ${f}::task::Context::from_waker(${f}::task::noop_waker_ref()))`;
  const result =
    fallback === undefined
      ? `match __select_result { ${arms.join(' ')} }`
      : `match __select_result { ${f}::task::Poll::Ready(result) => match result { ${arms.join(' ')} }, _ => ${put(fallback.handler)} }`;
  const variants = [...names.map((name) => `${name}(${name})`), ...(complete === undefined ? [] : ['Complete'])];
  use.writer.template(
    `{ enum __PrivResult<${names.join(', ')}> { ${variants.join(', ')} }
      let __select_result = { ${bind.join(' ')}
        let mut __poll_fn = |__cx: &mut ${f}::task::Context<'_>| {
          let mut __any_polled = false; ${poll.join(' ')}
          let mut __select_arr = [${names.join(', ')}]; ${shuffle}
          for poller in &mut __select_arr {
            let poller: &mut &mut dyn FnMut(&mut ${f}::task::Context<'_>) -> ${f}::Option<${f}::task::Poll<_>> = poller;
            match poller(__cx) {
              ${f}::Some(x @ ${f}::task::Poll::Ready(_)) => return x,
              ${f}::Some(${f}::task::Poll::Pending) => { __any_polled = true; }
              ${f}::None => {} } }
          if !__any_polled { ${none} } else { ${f}::task::Poll::Pending } };
        ${wait} };
      ${result} }`,
    splices.list,
  );
  return true;
}

/** tokio-macros' `select.rs`: the enum of a `select!`, one variant a branch, given as `(_ _ _)`. */
function outputEnum(use: BangUse): boolean {
  const { tokens, inner, writer } = use;
  if (!isOpenDelim(tokens.kind(inner.start))) return false;
  const count = Math.max(tokens.skipTree(inner.start) - inner.start - 2, 0);
  const names = Array.from({ length: count }, (_, i) => `_${i}`);
  const mask = count <= 8 ? 'u8' : count <= 16 ? 'u16' : count <= 32 ? 'u32' : 'u64';
  const variants = names.map((name) => `${name}(${name}), `).join('');
  writer.text(`pub(super) enum Out<${names.join(', ')}> { ${variants} Disabled } pub(super) type Mask = ${mask};`);
  return true;
}

/** A branch's pattern without `ref` and `mut`. */
function cleanPattern(use: BangUse): boolean {
  const { tokens, inner, writer } = use;
  if (parsePat(tokens, inner, { edition: use.ctx.input.edition }).errors.length > 0) return false;
  let done = inner.start;
  for (let i = inner.start; i < inner.end; i++) {
    if (tokens.kind(i) !== T.Ref && tokens.kind(i) !== T.Mut) continue;
    writer.copy(tokens, { start: done, end: i });
    done = i + 1;
  }
  writer.copy(tokens, { start: done, end: inner.end });
  return true;
}

const FUTURES = { krate: 'futures_macro', versions: /^0\.3\./ } as const;
const TOKIO = { krate: 'tokio_macros', versions: /^[12]\./ } as const;

export const FUTURES_MODELS: readonly BangModel[] = [
  { ...FUTURES, macros: ['join_internal', 'try_join_internal'], expand: join },
  { ...FUTURES, macros: ['select_internal', 'select_biased_internal'], expand: select },
  { ...TOKIO, macros: ['select_priv_declare_output_enum'], expand: outputEnum },
  { ...TOKIO, macros: ['select_priv_clean_pattern'], expand: cleanPattern },
];
