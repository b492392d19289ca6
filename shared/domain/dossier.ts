import type { DossierEvent, DossierEventData, DossierEventType, DossierKind } from "../events/dossiers.ts";
import type { Actor } from "./actor.ts";
import type { SaidRecord } from "./decision.ts";
import { digest, genesis, seal } from "./history.ts";
import type { Instant } from "./instant.ts";

/** What every dossier (案卷) has, whatever it is about: something with a history of its own beside the cases. */
export interface DossierCore {
  dossierId: string;
  /** Guards every write: a transaction conditions on it and adds one. */
  version: number;
  /** Number and hash of the last event. */
  seq: number;
  headHash: string;
}

/** What a command on a dossier leads to. `before` is undefined for a new one. */
export interface DossierDecision<Kind extends DossierKind, State extends DossierCore> {
  dossier: Kind;
  before: State | undefined;
  after: State;
  events: DossierEvent<Kind>[];
  records: SaidRecord[];
}

/** What an event makes of a dossier; its core is kept by `decideDossier`. */
export type DossierEvolve<Kind extends DossierKind, State extends DossierCore> = (
  before: State | undefined,
  event: DossierEvent<Kind>,
) => Omit<State, keyof DossierCore>;

export interface DossierDraft<Kind extends DossierKind, State extends DossierCore> {
  /** As the events so far have made it; undefined before the first. */
  readonly state: State | undefined;
  emit<Type extends DossierEventType<Kind>>(
    type: Type,
    data: DossierEventData<Kind, Type>,
    said?: Record<string, unknown>,
  ): void;
}

/** Runs a command on a dossier, as `decide` does on a case: its events are numbered and chained into one decision. */
export function decideDossier<Kind extends DossierKind, State extends DossierCore>(
  about: { dossier: Kind; dossierId: string; before: State | undefined; evolve: DossierEvolve<Kind, State> },
  context: { now: Instant; actor: Actor },
  command: (draft: DossierDraft<Kind, State>) => void,
): DossierDecision<Kind, State> {
  const { dossier, dossierId, before, evolve } = about;
  const events: DossierEvent<Kind>[] = [];
  const records: SaidRecord[] = [];
  let state = before;
  command({
    get state() {
      return state;
    },
    emit(type, data, said) {
      const seq = (state?.seq ?? 0) + 1;
      if (said !== undefined) records.push({ seq, content: said });
      const { kind, id } = context.actor;
      const event = seal({
        ...{ dossier, dossierId, seq, at: context.now, type, actor: { kind, id } },
        data: said === undefined ? data : { ...(data as object), recordHash: digest(said) },
        previousHash: state?.headHash ?? genesis,
      }) as unknown as DossierEvent<Kind>;
      events.push(event);
      state = evolved(state, event, evolve);
    },
  });
  if (state === undefined || events.length === 0) throw new Error(`nothing was decided about ${dossier} ${dossierId}`);
  return { dossier, before, after: { ...state, version: (before?.version ?? 0) + 1 }, events, records };
}

/** The dossier that a whole history leads to. Throws an Error when there is none. */
export function replayDossier<Kind extends DossierKind, State extends DossierCore>(
  history: readonly DossierEvent<Kind>[],
  evolve: DossierEvolve<Kind, State>,
): State {
  const last = history.reduce<State | undefined>((state, event) => evolved(state, event, evolve), undefined);
  if (last === undefined) throw new Error("there is no event to replay");
  return last;
}

function evolved<Kind extends DossierKind, State extends DossierCore>(
  before: State | undefined,
  event: DossierEvent<Kind>,
  evolve: DossierEvolve<Kind, State>,
): State {
  const { dossierId, seq, hash } = event;
  const core: DossierCore = { dossierId, version: before?.version ?? 0, seq, headHash: hash };
  return { ...evolve(before, event), ...core } as State;
}
