x = await f(await g())
async def h():
    await g()

# expect:
import asyncio
x = asyncio.run(f(asyncio.run(g())))
async def h():
    await g()
