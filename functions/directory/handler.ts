import * as calls from "../../shared/api/calls/directory.ts";
import { apiHandler, operation } from "../../shared/lambda/api-handler.ts";
import { activateDirectory, rollBackDirectory } from "../../shared/table/activation.ts";
import { type CaseStore, connectCaseStore } from "../../shared/table/case-store.ts";
import { compareVersions } from "./compare-versions.ts";
import { importVersion, validateFiles } from "./import-version.ts";
import { listDirectory } from "./list-directory.ts";

/** What the administrator does: look at directories, bring a new one in, put it in force, take it back. */
export const newHandler = (store: CaseStore) =>
  apiHandler([
    operation(calls.postDirectoryValidation, async ({ body }) => validateFiles(store, body)),
    operation(calls.postDirectoryVersion, (request) => importVersion(store, request)),
    operation(calls.getDirectoryVersions, () => listDirectory(store)),
    operation(calls.getDirectoryDiff, ({ query }) => compareVersions(store, query)),
    operation(calls.postDirectoryActivation, ({ actor, body: { version, replaces } }) =>
      activateDirectory(store.table, version, { by: actor.id, at: store.now(), replaces }),
    ),
    operation(calls.postDirectoryRollback, ({ actor, body: { replaces } }) =>
      rollBackDirectory(store.table, { by: actor.id, at: store.now(), replaces }),
    ),
  ]);

export const handler = newHandler(connectCaseStore());
