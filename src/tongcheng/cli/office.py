"""The commands of the office: serve, accounts, the log, backup and restore, demo data, runs in and a circle out.

Nothing of Django is imported before a command of the office runs.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from tongcheng.cli.shared import JsonOption, RegionArgument, print_json
from tongcheng.errors import InputError, Problem
from tongcheng.language import SYNTHETIC_MARK, Text, preferred_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tongcheng.office.server.accounts import Account

app = typer.Typer()
user = typer.Typer(no_args_is_help=True, help="账号 accounts")
audit = typer.Typer(no_args_is_help=True, help="操作日志 the chained log")
runs = typer.Typer(
    no_args_is_help=True, help="测度结果、都市圈数据与搜索索引 runs, the circle's tables, the search index"
)
app.add_typer(user, name="user")
app.add_typer(audit, name="audit")
app.add_typer(runs, name="office")

EXIT_BROKEN_LOG = 3
EXIT_DAMAGED = 4

_SAMPLES = ("demo", "chengdu")


def say(text: Text) -> None:
    """Print a sentence; a password or an address is not broken over two lines."""
    Console(soft_wrap=True).print(text.say(preferred_language()), highlight=False, markup=False)
    sys.stdout.flush()


def _boot(*, ready: bool = True) -> None:
    from tongcheng.office.boot import boot

    boot()
    if ready:
        from tongcheng.office.server.database import require_ready

        require_ready()


@app.command()
def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="端口 port")] = 8000,
    host: Annotated[str, typer.Option("--host", help="监听地址 address to listen on")] = "127.0.0.1",
    sample: Annotated[
        str | None, typer.Option("--sample", help="首次运行载入样例 sample on first run: demo | chengdu | none")
    ] = None,
    threads: Annotated[int, typer.Option("--threads", min=1, max=64, help="并发数 requests at a time")] = 8,
    processes: Annotated[
        int,
        typer.Option("--processes", min=0, max=16, help="进程数，0 为自动 processes that answer, 0: by the machine"),
    ] = 0,
    proxy: Annotated[str | None, typer.Option("--proxy", help="前置代理的地址 address of the proxy in front")] = None,
    tick_minutes: Annotated[
        float, typer.Option("--tick-minutes", min=0, help="定时检查间隔，0 为不检查 minutes between ticks, 0: none")
    ] = 10,
) -> None:
    """启动办公系统 Serve the office; the first start makes its database and accounts."""
    _boot(ready=False)
    from tongcheng.office.server.serving import prepare
    from tongcheng.office.server.serving import serve as run_server
    from tongcheng.office.server.ticking import tick_every
    from tongcheng.office.server.workers import usual_count

    made = prepare()
    _show(made)
    if made:
        _offer(sample)

    def ready(address: str) -> None:
        if tick_minutes:
            tick_every(60 * tick_minutes)
        say(Text(f"已启动：{address}（Ctrl+C 停止）", f"Serving at {address} (Ctrl+C stops)"))

    run_server(host, port, threads=threads, processes=processes or usual_count(), proxy=proxy, ready=ready)


def _show(accounts: Iterable[Account]) -> None:
    for one in accounts:
        say(
            Text(
                f"账号 {one.username}（{one.role}，{one.unit}） 一次性口令 {one.password}",
                f"account {one.username} ({one.role}, {one.unit}) one-time password {one.password}",
            )
        )


def _show_sample_accounts(accounts: Sequence[Account]) -> None:
    """Print the accounts of a sample, which share one password, by role."""
    password = accounts[0].password
    say(Text(f"示意账号，口令均为 {password}：", f"Sample accounts, all with the password {password}:"))
    by_role: dict[str, list[str]] = {}
    for one in accounts:
        by_role.setdefault(one.role, []).append(f"{one.username}（{one.unit}）")
    for role, names in by_role.items():
        say(Text(f"  {role}：{'、'.join(names)}", f"  {role}: {', '.join(names)}"))


def _offer(sample: str | None) -> None:
    """Load the sample asked for; ask whoever sits before the screen."""
    if sample is None:
        hint = Text(
            "样例：tongcheng load-demo（示意数据）或 tongcheng load-demo --circle chengdu（公开资料）",
            "Samples: tongcheng load-demo (invented) or tongcheng load-demo --circle chengdu (published facts)",
        )
        if not sys.stdin.isatty():
            say(hint)
            return
        sample = typer.prompt("载入样例 load a sample? demo / chengdu / none", default="none")
    if sample != "none":
        _load(sample)


def _load(circle: str) -> None:
    if circle not in _SAMPLES:
        names = "demo、chengdu"
        problem = Problem(
            "unknown_sample",
            "--circle",
            Text(names, "demo, chengdu"),
            circle,
            Text("改用其中一个", "use one of them"),
        )
        raise InputError([problem])
    from tongcheng.office.seeds import load

    loaded = load(circle)
    if loaded.synthetic:
        say(SYNTHETIC_MARK)
    say(loaded.summary)
    if loaded.accounts:
        _show_sample_accounts(loaded.accounts)


@app.command("load-demo")
def load_demo(
    circle: Annotated[str, typer.Option("--circle", help="demo 示意 invented | chengdu 公开资料 published")] = "demo",
) -> None:
    """载入样例数据 Load a sample into an empty office."""
    _boot(ready=False)
    from tongcheng.office.server.serving import prepare

    _show(prepare())
    _load(circle)


@app.command()
def tick(as_json: JsonOption = False) -> None:
    """处理到期事项 Do what the clock makes due; may run as often as wanted."""
    _boot()
    from tongcheng.office.server.ticking import tick as run_tick

    ticked = run_tick()
    if as_json:
        print_json({"done": ticked.done, "failed": ticked.failed})
    else:
        words = "，".join(f"{name} {count}" for name, count in ticked.done.items() if count) or "—"
        say(Text(f"已处理：{words}", f"Done: {words}"))
        for name, why in ticked.failed.items():
            say(Text(f"未能处理 {name}：{why}", f"Failed: {name}: {why}"))
    if ticked.failed:
        raise typer.Exit(1)


@app.command()
def backup(
    out: Annotated[Path, typer.Option("--out", help="备份文件 file to write")],
    as_json: JsonOption = False,
) -> None:
    """备份（使用中也可） Back the whole office up while it is in use."""
    _boot()
    from tongcheng.office.server.backup import make_backup

    made = make_backup(out.resolve())
    if as_json:
        print_json({"file": str(out), "head": f"{made.head_number}-{made.head_hash}", "damaged": made.damaged})
    else:
        say(
            Text(
                f"已备份 {len(made.files)} 个文件：{out}\n日志链尾：{made.head}（请抄录保存）",
                f"Backed up {len(made.files)} files: {out}\nHead of the log: {made.head} (write it down)",
            )
        )
        for name in made.damaged:
            say(Text(f"附件缺失或与登记不符：{name}", f"An upload is missing or not what it was: {name}"))
    if made.damaged:
        raise typer.Exit(EXIT_DAMAGED)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件 a backup")],
    replace: Annotated[
        bool, typer.Option("--replace", help="替换现有内容（另存） replace what is there, kept aside")
    ] = False,
) -> None:
    """恢复备份 Put a backup back after verifying its hashes and its log."""
    _boot(ready=False)
    from tongcheng.office.server.restore import restore_backup

    manifest = restore_backup(file, replace=replace)
    say(
        Text(
            f"已恢复 {manifest.made} 的备份，日志完整，链尾 {manifest.head}",
            f"Restored the backup of {manifest.made}; the log holds, its head is {manifest.head}",
        )
    )


@user.command("add")
def user_add(
    username: Annotated[str, typer.Argument(metavar="USERNAME", help="登录名 login name")],
    name: Annotated[str, typer.Option("--name", help="姓名 name")],
    role: Annotated[str, typer.Option("--role", help="角色 role, e.g. filler, unit_head, joint_office")],
    unit: Annotated[str, typer.Option("--unit", help="单位编号或全称 unit's code or name")],
    title: Annotated[str, typer.Option("--title", help="职务 title")] = "",
) -> None:
    """新增账号，一次性口令只显示一次 Add an account; its one-time password is shown once."""
    _boot()
    from tongcheng.office.server.accounts import add_account, by_command

    _show([add_account(by_command(), username, name, role, unit, title)])


@audit.command("verify")
def audit_verify(
    head: Annotated[
        str | None, typer.Option("--head", metavar="N-HASH", help="先前打印的链尾 a head printed earlier")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """校验操作日志 Prove the log; names the first bad row and then exits with 3."""
    expected = _read_head(head) if head else None
    _boot()
    from tongcheng.office.audit.chain import head as current_head
    from tongcheng.office.server.proving import WORDS, prove

    broken = prove(expected)
    now = current_head()
    if as_json:
        print_json({"head": f"{now.number}-{now.hash}", "broken": broken._asdict() if broken else None})
    elif broken is None:
        say(
            Text(
                f"日志完整：{now.number} 条，链尾 {now.short}", f"The log holds: {now.number} rows, head {now.short}"
            )
        )
    else:
        what = WORDS[broken.why]
        say(
            Text(
                f"日志第 {broken.number} 条：{what.zh}；此前各条完整",
                f"row {broken.number} of the log: {what.en}; the rows before it hold",
            )
        )
    if broken is not None:
        raise typer.Exit(EXIT_BROKEN_LOG)


def _read_head(words: str) -> tuple[int, str]:
    match = re.fullmatch(r"(\d{1,18})-([0-9a-f]{12,64})", words.strip().lower())
    if match is None:
        problem = Problem(
            "bad_head",
            "--head",
            Text("编号-散列值，如 128-4f0c2a91d3be", "number-hash, like 128-4f0c2a91d3be"),
            words,
            Text("照抄备份或通报上的链尾", "copy it as printed on a backup or bulletin"),
        )
        raise InputError([problem])
    return int(match[1]), match[2]


@runs.command("reindex")
def reindex(as_json: JsonOption = False) -> None:
    """重建搜索索引 Make the search index anew from what the office holds."""
    _boot()
    from tongcheng.office.search.index import rebuild

    console = Console(stderr=True, soft_wrap=True)

    def tell(kind: str, done: int) -> None:
        console.print(f"{kind} {done}", highlight=False, markup=False)

    total = rebuild(None if as_json else tell)
    if as_json:
        print_json({"entries": total})
    else:
        say(Text(f"搜索索引已重建，共 {total} 条", f"The search index was made anew: {total} entries"))


@runs.command("attach")
def attach(run: Annotated[Path, typer.Argument(metavar="RUN", help="测度结果文件夹 folder of a run")]) -> None:
    """引入测度结果：核对散列值后只读保存 Attach a run: verified, copied, read-only."""
    _boot()
    from tongcheng.office.figures.actions import attach_run
    from tongcheng.office.server.accounts import by_command

    made = attach_run(by_command(), run.resolve())
    say(Text(f"已引入 {made.name}：{made.run_id}", f"Attached {made.name}: {made.run_id}"))


@runs.command("export")
def export(
    region: RegionArgument,
    out: Annotated[Path, typer.Option("--out", help="输出文件夹 folder to write")],
    no_edits: Annotated[
        bool, typer.Option("--no-edits", help="不改动路网等表 do not make delivered edits in the tables")
    ] = False,
) -> None:
    """将办公系统的项目、数值和核定写回都市圈数据的副本 Write projects, figures and verdicts into a copy of a circle."""
    _boot()
    from tongcheng.office.figures.exporting import export_region

    done = export_region(region, out.resolve(), apply_edits=not no_edits)
    names = "、".join(done.delivered) or "—"
    say(
        Text(
            f"已写出 {done.folder}：更新项目 {done.changed} 个，新增 {done.added} 个，新近建成 {names}，"
            f"数值 {done.figures} 个，核定 {done.verdicts} 条",
            f"Wrote {done.folder}: {done.changed} projects updated, {done.added} added, newly delivered {names}, "
            f"{done.figures} figures, {done.verdicts} verdicts",
        )
    )
