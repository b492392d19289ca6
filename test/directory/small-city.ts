import type { Directory } from "../../shared/directory/directory.ts";
import { loadDirectory } from "../../shared/directory/load.ts";

const sample = loadDirectory("sample");
/** The response to sensitive matters names units and a category: here those of the small city. */
const policies = sample.policies.map((policy) => {
  const { tasks, signals, rumours } = policy.sensitive;
  const owned = Object.entries(tasks).map(([task, limits]) => [task, { ...limits, owner: "lead" }]);
  const sensitive = {
    ...policy.sensitive,
    tasks: Object.fromEntries(owned) as typeof tasks,
    signals: { ...signals, to: [{ units: ["local-station" as const] }] },
    rumours: { ...rumours, category: "02.01" },
  };
  return { ...policy, sensitive };
});
const name = { zh: "名", en: "Name" };

/**
 * A directory small enough to see through: one city bureau with two districts, three stations, a water company; food and
 * water. Limits, channels and calendar are the sample's. Parts given replace its own.
 */
export function smallCity(parts: Partial<Directory> = {}): Directory {
  return {
    ...sample,
    version: "small-city",
    policies,
    units: [
      { id: "office", name, kind: "joint-office" },
      { id: "bureau", name, kind: "bureau", parent: "office" },
      { id: "water", name, kind: "utility", parent: "office" },
      { id: "north", name, kind: "district", parent: "bureau", region: "01" },
      { id: "south", name, kind: "district", parent: "bureau", region: "02" },
      { id: "harbour", name, kind: "station", parent: "north", region: "01.01" },
      { id: "hill", name, kind: "station", parent: "north", region: "01.02" },
      { id: "beach", name, kind: "station", parent: "south", region: "02.01" },
    ],
    regions: [
      { code: "01", name: { zh: "北区", en: "North" }, words: [] },
      { code: "01.01", name: { zh: "港区", en: "Harbour" }, words: ["码头路", "灯塔"] },
      { code: "01.02", name: { zh: "山区", en: "Hill" }, words: ["松林路"] },
      { code: "02", name: { zh: "南区", en: "South" }, words: [] },
      { code: "02.01", name: { zh: "滩区", en: "Beach" }, words: ["沙滩路", "灯塔广场"] },
    ],
    categories: [
      { code: "01", name },
      { code: "01.01", name },
      { code: "01.01.01", name },
      { code: "01.01.02", name },
      { code: "02", name },
      { code: "02.01", name },
    ],
    matrix: [
      { id: "food", category: "01", lead: "local-station", guides: "bureau", supervises: "local-district" },
      { id: "water", category: "02", lead: "water", supervises: "office" },
    ],
    triage: {
      threshold: 3,
      officerBelow: 0,
      duplicates: sample.triage.duplicates,
      categories: [
        { category: "01.01.01", words: [{ word: "餐馆", weight: 3 }] },
        { category: "01.01.02", words: [{ word: "超市", weight: 3 }] },
        { category: "02.01", words: [{ word: "停水", weight: 5 }] },
      ],
      kinds: [
        { kind: "complaint", words: [{ word: "投诉", weight: 4 }] },
        { kind: "report", words: [{ word: "举报", weight: 4 }] },
        { kind: "praise", words: [{ word: "表扬", weight: 4 }] },
      ],
      severities: [
        {
          severity: "urgent",
          words: [
            { word: "受伤", weight: 3 },
            { word: "住院", weight: 3 },
          ],
        },
        { severity: "major", words: [{ word: "爆炸", weight: 3 }] },
      ],
      tracks: [{ track: "enterprise", words: [{ word: "我公司", weight: 3 }] }],
      highRisk: [{ reason: "sensitive-persons", words: [{ word: "孕妇", weight: 3 }] }],
      otherwise: { kind: "help", category: "02.01", severity: "general" },
    },
    roster: { members: [], seasons: [], rules: [], officers: [] },
    events: [],
    replyTemplates: [],
    ...parts,
  };
}
